/// One of the two streams that are compared.
public enum Arm: Sendable, Hashable, CaseIterable {
    /// What is known and stays.
    case control
    /// What may take its place.
    case treatment
}

/// A value for each arm.
public struct ArmPair<Value> {
    /// The control's value.
    public var control: Value
    /// The treatment's value.
    public var treatment: Value

    /// Makes a pair.
    ///
    /// - Parameters:
    ///   - control: the control's value.
    ///   - treatment: the treatment's value.
    public init(control: Value, treatment: Value) {
        self.control = control
        self.treatment = treatment
    }

    /// The value of an arm.
    public subscript(arm: Arm) -> Value {
        get { arm == .control ? self.control : self.treatment }
        set {
            switch arm {
            case .control: self.control = newValue
            case .treatment: self.treatment = newValue
            }
        }
    }
}

extension ArmPair: Sendable where Value: Sendable {}
extension ArmPair: Equatable where Value: Equatable {}
extension ArmPair: Hashable where Value: Hashable {}

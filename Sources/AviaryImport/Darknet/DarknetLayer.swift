internal import AviaryCore

/// One layer of a network, as its section describes it.
struct DarknetLayer: Sendable {
    /// What a layer does.
    enum Kind: Sendable {
        case convolutional(Convolution)
        case maxpool(Pooling)
        /// Each value is repeated so often to the right and downwards.
        case upsample(factor: Int)
        case route(Route)
        case shortcut(Shortcut)
        case yolo(Head)
    }

    /// The section's line, counted from 1.
    let line: Int
    /// The section's name.
    let name: String
    /// What the layer does.
    let kind: Kind

    /// Weighted sums of neighbourhoods, a bias or normalisation, and an activation.
    struct Convolution: Sendable {
        let filters: Int
        /// Width and height of the neighbourhood.
        let size: Int
        let stride: Int
        /// How many zeros are put on each side.
        let padding: Int
        let groups: Int
        /// Whether batch normalisation lies between sums and activation.
        let isNormalized: Bool
        let activation: Activation
    }

    /// The largest value of neighbourhoods.
    struct Pooling: Sendable {
        /// Width and height of the neighbourhood.
        let size: Int
        let stride: Int
        /// What is added to width and to height, half of it before the first value; what is odd goes behind the last.
        let padding: Int
    }

    /// Channels of earlier layers, one after another.
    struct Route: Sendable {
        /// The layers, counted from 0.
        let layers: [Int]
        /// Into how many parts each layer's channels are divided, of which one is taken.
        let groups: Int
        /// Which part is taken, counted from 0.
        let group: Int
    }

    /// The sum of the layer before and an earlier one.
    struct Shortcut: Sendable {
        /// The earlier layer, counted from 0.
        let from: Int
        let activation: Activation
    }

    /// Boxes: for each cell and anchor x, y, width, height, objectness and the classes' scores.
    struct Head: Sendable {
        let anchors: [DetectionConfiguration.Anchor]
        let classes: Int
        let scaleXY: Float
    }

    /// What is applied to each value at the end of a layer.
    enum Activation: String, Sendable, CaseIterable {
        /// Nothing.
        case linear
        /// x, and 0.1 x below 0.
        case leaky
        /// x tanh(ln(1 + eˣ)).
        case mish
        /// x, and 0 below 0.
        case relu
        /// 1 / (1 + e⁻ˣ).
        case logistic
        /// x / (1 + e⁻ˣ).
        case swish
    }
}

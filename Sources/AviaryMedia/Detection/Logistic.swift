internal import Glibc

/// The logistic function, 1 / (1 + e^-x).
func sigmoid(_ value: Float) -> Float { 1 / (1 + expf(-value)) }

/// The number whose logistic function is a probability; minus infinity for 0, plus infinity for 1.
func logit(_ probability: Float) -> Float { logf(probability) - logf(1 - probability) }

/// e^x.
func exponential(_ value: Float) -> Float { expf(value) }

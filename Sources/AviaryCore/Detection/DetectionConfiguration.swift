/// How pictures become a detector's input, and its outputs boxes: the section `detection` of a `model.yaml`.
///
/// What is left out is taken from the model's signature, where that says it.
public struct DetectionConfiguration: Sendable, Hashable {
    /// What the model's outputs mean; `nil` to tell it by the signature.
    public var decoding: Decoding?
    /// The width and height of the model's input in pixels, where its signature leaves them open.
    public var size: Size?
    /// How a picture of other proportions is fitted in.
    public var resize: Resize = .letterbox
    /// The order of a pixel's three values.
    public var channels: Channels = .rgb
    /// What a pixel's values, 0...255, are multiplied with first.
    public var scale: Float = 1 / 255
    /// What is then taken away from each of the three values, in the order of ``channels``.
    public var mean: [Float] = [0, 0, 0]
    /// What they are divided by last.
    public var deviation: [Float] = [1, 1, 1]
    /// The names of the classes, in the model's order; empty where the model itself names them, or nobody does.
    public var classes: [String] = []
    /// The anchors of each output that is a YOLO head, by the output's name; for ``Decoding/darknet``.
    public var heads: [String: Head] = [:]
    /// The least confidence of what is reported, unless the request says so, 0...1.
    public var confidence: Float = 0.5
    /// How much boxes of one class may overlap before the less sure one is left out (IoU), 0...1.
    public var overlap: Float = 0.45

    /// A detector whose signature says everything.
    public init() {}

    /// What a detector's outputs mean.
    public enum Decoding: String, Sendable, Hashable, CaseIterable {
        /// One or more raw heads of Darknet's `[yolo]` layers, with anchors: what `aviary models import darknet` writes.
        case darknet
        /// Boxes, scores and the indices of what was kept: YOLOv3 of the ONNX model zoo, with suppression in the graph.
        case modelZoo = "model-zoo"
        /// One output of rows `x, y, width, height, objectness, classes...`: YOLOv5's and YOLOv7's exports.
        case yolov5
        /// One output of columns `x, y, width, height, classes...`: the exports of YOLOv8 and later ones.
        case yolov8
    }

    /// Width and height in pixels.
    public struct Size: Sendable, Hashable {
        /// The width.
        public let width: Int
        /// The height.
        public let height: Int

        /// Makes a size.
        ///
        /// - Parameters:
        ///   - width: the width in pixels.
        ///   - height: the height in pixels.
        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// How a picture of other proportions is fitted into the input.
    public enum Resize: String, Sendable, Hashable, CaseIterable {
        /// Its proportions are kept, and the rest is filled with grey.
        case letterbox
        /// It is stretched to fill the input.
        case stretch
    }

    /// The order of a pixel's three values.
    public enum Channels: String, Sendable, Hashable, CaseIterable {
        /// Red, green, blue.
        case rgb
        /// Blue, green, red.
        case bgr
    }

    /// One YOLO head.
    public struct Head: Sendable, Hashable {
        /// Width and height of each anchor, in pixels of the input.
        public var anchors: [Anchor]
        /// How far a box's middle may lie beyond its cell: 1 for none (YOLOv3), 1.05 for YOLOv4-tiny.
        public var scaleXY: Float

        /// Makes a head.
        ///
        /// - Parameters:
        ///   - anchors: width and height of each anchor, in pixels of the input.
        ///   - scaleXY: how far a box's middle may lie beyond its cell.
        public init(anchors: [Anchor], scaleXY: Float = 1) {
            self.anchors = anchors
            self.scaleXY = scaleXY
        }
    }

    /// Width and height of an anchor, in pixels of the input.
    public struct Anchor: Sendable, Hashable {
        /// The width.
        public let width: Float
        /// The height.
        public let height: Float

        /// Makes an anchor.
        ///
        /// - Parameters:
        ///   - width: the width in pixels.
        ///   - height: the height in pixels.
        public init(width: Float, height: Float) {
            self.width = width
            self.height = height
        }
    }
}

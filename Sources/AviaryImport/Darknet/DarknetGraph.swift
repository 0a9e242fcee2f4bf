internal import AviaryCore

/// Turns a network's layers into ONNX operators, one layer after another.
struct DarknetGraph {
    /// The name of the graph's input.
    static let input = "images"
    /// The name of the dimension that counts pictures.
    static let batch = "N"

    private let network: DarknetNetwork
    private(set) var nodes: [ONNXNode] = []
    private(set) var initializers: [ONNXTensor] = []
    /// The tensor that each layer gives.
    private var tensors: [String] = []

    /// Makes the graph of a network.
    ///
    /// - Parameters:
    ///   - network: the network.
    ///   - weights: its weights, which are all used.
    ///   - name: the graph's name.
    /// - Returns: the graph; its outputs are named `yolo_` and the layer's number, as OpenCV names them.
    /// - Throws: `AviaryError` when weights cannot be what they should be.
    static func graph(
        of network: DarknetNetwork,
        weights: DarknetWeights,
        name: String
    ) throws(AviaryError) -> ONNXGraph {
        var builder = DarknetGraph(network: network)
        var weights = weights
        for index in network.layers.indices { try builder.add(layer: index, &weights) }
        var graph = ONNXGraph(name: name, nodes: builder.nodes, initializers: builder.initializers)
        graph.inputs = [Self.value(Self.input, network.input)]
        for (index, layer) in network.layers.enumerated() {
            guard case .yolo = layer.kind else { continue }
            graph.outputs.append(Self.value(builder.tensors[index], network.outputs[index]))
        }
        return graph
    }

    private init(network: DarknetNetwork) { self.network = network }

    private static func value(_ name: String, _ map: FeatureMap) -> ONNXValueInfo {
        ONNXValueInfo(
            name: name,
            shape: [.free(self.batch), .fixed(map.channels), .fixed(map.height), .fixed(map.width)]
        )
    }

    /// Adds the operators of one layer.
    private mutating func add(layer index: Int, _ weights: inout DarknetWeights) throws(AviaryError) {
        let layer = self.network.layers[index]
        let input = index == 0 ? Self.input : self.tensors[index - 1]
        switch layer.kind {
        case .convolutional(let convolution):
            let channels = (index == 0 ? self.network.input : self.network.outputs[index - 1]).channels
            let folded: FoldedConvolution
            do throws(AviaryError) {
                folded = try FoldedConvolution(convolution, channels: channels, from: &weights)
            } catch {
                throw error.at("layer \(index), line \(layer.line) of the cfg file")
            }
            self.add(convolution, folded, channels: channels, index: index, input)
        case .maxpool(let pooling):
            // Half of the padding lies before the first value, and what is odd behind the last.
            let (before, after) = (pooling.padding / 2, pooling.padding - pooling.padding / 2)
            let attributes = [
                ONNXAttribute("kernel_shape", .integers([pooling.size, pooling.size])),
                ONNXAttribute("strides", .integers([pooling.stride, pooling.stride])),
                ONNXAttribute("pads", .integers([before, before, after, after])),
            ]
            self.tensors.append(self.node("MaxPool", [input], "pool_\(index)", attributes))
        case .upsample(let factor):
            let factors = [1, 1, Float(factor), Float(factor)]
            self.initializers.append(ONNXTensor("upsample_\(index).factors", floats: factors))
            let attributes = [
                ONNXAttribute("mode", .text("nearest")),
                ONNXAttribute("coordinate_transformation_mode", .text("asymmetric")),
                ONNXAttribute("nearest_mode", .text("floor")),
            ]
            let inputs = [input, "", "upsample_\(index).factors"]
            self.tensors.append(self.node("Resize", inputs, "upsample_\(index)", attributes))
        case .route(let route):
            self.tensors.append(self.add(route, index: index))
        case .shortcut(let shortcut):
            let sum = self.node("Add", [input, self.tensors[shortcut.from]], "shortcut_\(index)")
            self.tensors.append(self.activated(sum, shortcut.activation))
        case .yolo:
            self.tensors.append(self.addHead(input, "yolo_\(index)"))
        }
    }

    private mutating func add(
        _ convolution: DarknetLayer.Convolution,
        _ folded: FoldedConvolution,
        channels: Int,
        index: Int,
        _ input: String
    ) {
        let name = "conv_\(index)"
        let shape = [convolution.filters, channels / convolution.groups, convolution.size, convolution.size]
        self.initializers.append(ONNXTensor("\(name).weight", shape: shape, floats: folded.weights))
        self.initializers.append(ONNXTensor("\(name).bias", floats: folded.bias))
        let padding = convolution.padding
        let attributes = [
            ONNXAttribute("kernel_shape", .integers([convolution.size, convolution.size])),
            ONNXAttribute("strides", .integers([convolution.stride, convolution.stride])),
            ONNXAttribute("pads", .integers([padding, padding, padding, padding])),
            ONNXAttribute("group", .integer(convolution.groups)),
        ]
        let sums = self.node("Conv", [input, "\(name).weight", "\(name).bias"], name, attributes)
        self.tensors.append(self.activated(sums, convolution.activation))
    }

    /// Adds the operators of a route; one that only names a layer has none.
    private mutating func add(_ route: DarknetLayer.Route, index: Int) -> String {
        var parts = route.layers.map { self.tensors[$0] }
        if route.groups > 1 {
            for (number, layer) in route.layers.enumerated() {
                let count = self.network.outputs[layer].channels / route.groups
                let name = "slice_\(index).\(number)"
                self.initializers.append(ONNXTensor("\(name).from", integers: [count * route.group]))
                self.initializers.append(ONNXTensor("\(name).to", integers: [count * (route.group + 1)]))
                self.initializers.append(ONNXTensor("\(name).axis", integers: [1]))
                let inputs = [parts[number], "\(name).from", "\(name).to", "\(name).axis"]
                parts[number] = self.node("Slice", inputs, name)
            }
        }
        guard parts.count > 1 else { return parts[0] }
        return self.node("Concat", parts, "concat_\(index)", [ONNXAttribute("axis", .integer(1))])
    }

    /// Adds the operators of an activation.
    ///
    /// - Returns: the tensor behind it.
    private mutating func activated(_ tensor: String, _ activation: DarknetLayer.Activation) -> String {
        let name = "\(tensor).\(activation.rawValue)"
        switch activation {
        case .linear: return tensor
        case .leaky: return self.node("LeakyRelu", [tensor], name, [ONNXAttribute("alpha", .float(0.1))])
        case .relu: return self.node("Relu", [tensor], name)
        case .logistic: return self.node("Sigmoid", [tensor], name)
        case .swish:
            let gate = self.node("Sigmoid", [tensor], "\(name).gate")
            return self.node("Mul", [tensor, gate], name)
        case .mish:
            // An operator of its own came with operator set 18 only.
            let softplus = self.node("Softplus", [tensor], "\(name).softplus")
            let gate = self.node("Tanh", [softplus], "\(name).gate")
            return self.node("Mul", [tensor, gate], name)
        }
    }

    /// Makes a tensor one of the graph's outputs.
    ///
    /// It gets the output's name wherever it is used, which costs nothing when the model runs. The picture and what is
    /// an output already keep theirs, and are handed on by an operator.
    private mutating func addHead(_ tensor: String, _ name: String) -> String {
        let isTaken = self.network.layers.indices.contains { "yolo_\($0)" == tensor }
        guard tensor != Self.input, !isTaken else { return self.node("Identity", [tensor], name) }
        for index in self.nodes.indices {
            self.nodes[index].inputs = self.nodes[index].inputs.map { $0 == tensor ? name : $0 }
            self.nodes[index].outputs = self.nodes[index].outputs.map { $0 == tensor ? name : $0 }
        }
        self.tensors = self.tensors.map { $0 == tensor ? name : $0 }
        return name
    }

    /// Adds a node with one output, which has the node's name.
    private mutating func node(
        _ type: String,
        _ inputs: [String],
        _ name: String,
        _ attributes: [ONNXAttribute] = []
    ) -> String {
        self.nodes.append(ONNXNode(type: type, name: name, inputs: inputs, outputs: [name], attributes: attributes))
        return name
    }
}

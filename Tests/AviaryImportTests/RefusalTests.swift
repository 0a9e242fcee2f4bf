import AviaryCore
import AviaryImport
import AviaryTesting
import Testing

/// What is said of files that are not in order.
struct RefusalTests {
    private func refusal(
        cfg: String = TinyNetwork.cfg,
        weights: [UInt8] = TinyNetwork.weights(),
        names: String = TinyNetwork.names
    ) -> AviaryError? {
        self.refusal(Array(cfg.utf8), weights, Array(names.utf8))
    }

    private func refusal(_ cfg: [UInt8], _ weights: [UInt8], _ names: [UInt8]) -> AviaryError? {
        let error = #expect(throws: AviaryError.self) {
            try TinyNetwork.detector(cfg: cfg, weights: weights, names: names)
        }
        #expect(error?.code == .invalidArgument)
        return error
    }

    @Test func `a truncated weights file is refused with the count that is missing`() {
        let error = self.refusal(weights: TinyNetwork.weights(TinyNetwork.weightCount - 3))
        let count = TinyNetwork.weightCount
        #expect(
            error?.message
                == "tiny.weights: the layers take \(count) weights, \(count * 4 + 20) bytes with the header; "
                + "the file has \(count * 4 + 8) bytes: 3 are missing"
        )
        #expect(error?.remedy == "give the cfg file that the weights were trained with, or copy the weights again")
        let cut = self.refusal(weights: TinyNetwork.weights().dropLast())
        #expect(cut?.message.hasSuffix("bytes: 1 are missing") == true)
    }

    @Test func `a weights file with more than the layers take is refused`() {
        let error = self.refusal(weights: TinyNetwork.weights(TinyNetwork.weightCount + 7))
        #expect(error?.message.hasSuffix("bytes: 7 are too many") == true)
        #expect(self.refusal(weights: TinyNetwork.weights() + [0])?.message.hasSuffix("1 are too many") == true)
    }

    @Test(arguments: [[], [1, 2, 3], [UInt8](repeating: 0, count: 15), [UInt8](repeating: 0xFF, count: 64)])
    func `what is no weights file is refused`(bytes: [UInt8]) {
        let error = self.refusal(weights: bytes)
        #expect(error?.message.hasPrefix("tiny.weights: this is no file of Darknet weights: ") == true)
    }

    @Test func `weights that cannot be what they should be are named with their layer`() {
        // The variances of layer 0 lie behind its biases, scales and means.
        var weights = TinyNetwork.weights()
        weights.replaceSubrange(20 + 4 * 13..<20 + 4 * 14, with: [0, 0, 0x80, 0xBF])
        #expect(
            self.refusal(weights: weights)?.message
                == "tiny.weights: layer 0, line 8 of the cfg file: the variance of filter 1 is -1.0, less than 0"
        )
        weights.replaceSubrange(20 + 4 * 2..<20 + 4 * 3, with: [0, 0, 0xC0, 0x7F])
        #expect(
            self.refusal(weights: weights)?.message
                == "tiny.weights: layer 0, line 8 of the cfg file: the bias of filter 2 is nan"
        )
    }

    @Test(
        arguments: [
            ("[maxpool]", "[maxpol]", "line 25: there is no layer of the kind 'maxpol'; did you mean 'maxpool'?"),
            (
                "[maxpool]", "[avgpool]",
                "line 25: layers of the kind [avgpool] are not supported; layers that can be imported are "
                    + "convolutional, maxpool, upsample, route, shortcut, yolo"
            ),
            (
                "[maxpool]", "[attention]",
                "line 25: there is no layer of the kind 'attention'; layers that can be imported are convolutional, "
                    + "maxpool, upsample, route, shortcut, yolo"
            ),
            (
                "activation=leaky", "activation=leeky",
                "line 14: 'activation' in [convolutional] cannot be 'leeky'; did you mean 'leaky'?"
            ),
            (
                "activation=leaky", "activation=selu",
                "line 14: 'activation' in [convolutional] cannot be 'selu'; did you mean 'relu'?"
            ),
            (
                "activation=linear", "activation=stair",
                "line 23: 'activation' in [shortcut] cannot be 'stair'; known are linear, leaky, mish, relu, logistic, swish"
            ),
            ("width", "widht", "line 4: [net] has no option 'widht'; did you mean 'width'?"),
            (
                "size=2", "colour=2",
                "line 26: [maxpool] has no option 'colour'; those that are read are size, stride, padding"
            ),
            (
                "scale_x_y=1.05", "new_coords=1",
                "line 56: 'new_coords=1' in [yolo] is not supported, only 'new_coords=0' is"
            ),
            (
                "pad=1", "dilation=2",
                "line 13: 'dilation=2' in [convolutional] is not supported, only 'dilation=1' is"
            ),
            (
                "pad=1", "filters=5",
                "line 13: 'filters' says something else than in line 10; keep one of them"
            ),
        ]
    )
    func `words that are not known or not supported are named`(text: String, other: String, message: String) {
        #expect(self.refusal(cfg: TinyNetwork.cfg(text, other))?.description == "tiny.cfg: " + message)
    }

    @Test(
        arguments: [
            (
                "filters=4", "filters=0",
                "line 10: 'filters' in [convolutional] is a whole number from 1 to 65536, got '0'"
            ),
            (
                "stride=2", "stride=99999999999999999999",
                "line 12: 'stride' in [convolutional] is a whole number from 1 to 65536, got '99999999999999999999'"
            ),
            (
                "size=3", "size=three",
                "line 11: 'size' in [convolutional] is a whole number from 1 to 65536, got 'three'"
            ),
            ("width=32", "width=-32", "line 4: 'width' in [net] is a whole number from 1 to 16384, got '-32'"),
            ("width=32", "", "line 1: [net] needs 'width'"),
            ("channels=3", "channels=1", "line 6: 'channels=1' in [net] is not supported, only 'channels=3' is"),
            ("from=-2", "", "line 21: [shortcut] needs 'from'"),
            ("from=-2", "from=-2,-1", "line 22: a [shortcut] adds one layer, got 2"),
            (
                "from=-2", "from=2",
                "line 22: layer 2 can refer to layers before it, counted from 0, or backwards from -1, got 2"
            ),
            (
                "layers=0", "layers=-9223372036854775808",
                "line 39: layer 6 can refer to layers before it, counted from 0, or backwards from -1, got "
                    + "-9223372036854775808"
            ),
            (
                "layers=0", "layers=0,",
                "line 39: 'layers' in [route] is whole numbers with commas between them, got '0,'"
            ),
            ("group_id=1", "group_id=2", "line 41: 'group_id' in [route] is a whole number from 0 to 1, got '2'"),
            ("mask = 0,2,1", "mask=0,3", "line 52: 'mask' names anchors from 0 to 2, got 3"),
            ("num=3", "num=4", "line 53: 'anchors' are 4 pairs of width and height, as 'num' says, got 6 numbers"),
            (
                "23,27.5", "23,-1",
                "line 53: 'anchors' in [yolo] is numbers from 0.01 to 65536 with commas between them, got '10,14,23,-1,37,58'"
            ),
            ("1.05", "nan", "line 56: 'scale_x_y' in [yolo] is a number from 1 to 4.0, got 'nan'"),
            (
                "size=2\nstride=2", "padding=3\nsize=2",
                "line 26: 'padding' in [maxpool] is a whole number from 0 to 2, got '3'"
            ),
        ]
    )
    func `numbers out of bounds are named`(text: String, other: String, message: String) {
        #expect(self.refusal(cfg: TinyNetwork.cfg(text, other))?.message == "tiny.cfg: " + message)
    }

    @Test(
        arguments: [
            (
                "from=-2", "from=0\n[shortcut]\nfrom=-1\n[maxpool]\nstride=2\nsize=2\n[shortcut]\nfrom=1",
                "line 28: [shortcut]: it adds layers of one size, but the one before it gives 8 x 4 x 4 and layer 1 "
                    + "gives 16 x 8 x 4"
            ),
            (
                "layers = -1, 5", "layers=-1,4",
                "line 43: [route]: it joins layers of one width and height, but layer 6 gives 16 x 8 x 2 and layer 4 "
                    + "gives 8 x 4 x 8"
            ),
            (
                "groups=2", "groups=3",
                "line 38: [route]: the 4 channels of layer 0 cannot be divided into 3 groups"
            ),
            ("pad=1", "groups=2", "line 8: [convolutional]: 3 channels cannot be divided into 2 groups"),
            ("pad=1", "groups=3", "line 13: 4 filters cannot be divided into 3 groups"),
            (
                "classes=2", "classes=3",
                "line 51: [yolo]: 3 anchors and 3 classes take 3 x (5 + 3) = 24 channels, the layer before it gives 21"
            ),
            (
                "size=3\nstride=2\npad=1", "size=30\npadding=6",
                "line 8: [convolutional]: neighbourhoods of 30 x 30 do not fit into 44 x 28, padding included"
            ),
            (
                "[upsample]\nstride=2", "[upsample]\nstride=65536",
                "line 35: [upsample]: it would give 524288 x 262144 x 8, which is too large"
            ),
            (
                "[upsample]", "[yolo]\nanchors=1,1\nclasses=3\n[upsample]",
                "line 38: [upsample] takes what layer 5 gives, which is a [yolo]"
            ),
        ]
    )
    func `sizes that do not fit together are named`(text: String, other: String, message: String) {
        let error = self.refusal(cfg: TinyNetwork.cfg(text, other))
        #expect(error?.message.hasPrefix("tiny.cfg: " + message) == true, "\(error as Any)")
    }

    @Test func `a cfg file cannot ask for more memory than the weights have`() {
        // 2000 layers of 65536 filters over 65536 channels each are more weights than any disk has.
        let huge = "[convolutional]\nfilters=65536\nsize=3\npad=1\nactivation=linear\n"
        let cfg =
            "[net]\nwidth=1\nheight=1\n" + String(repeating: huge, count: 1990) + "[yolo]\nanchors=1,1\nclasses=65531\n"
        let error = self.refusal(cfg: cfg, names: String(repeating: "x\n", count: 65531))
        #expect(
            error?.message.hasPrefix("tiny.weights: the layers take 76884341751808 weights") == true,
            "\(error as Any)"
        )
        let larger = self.refusal(cfg: cfg.replacing("size=3\npad=1", with: "size=65535\npad=1"))
        #expect(
            larger?.message == "tiny.cfg: line 4: [convolutional]: the network has more weights than any file",
            "\(larger as Any)"
        )
    }

    @Test(
        arguments: [
            ("", "a cfg file begins with the section [net], this one has no sections"),
            ("# nothing", "a cfg file begins with the section [net], this one has no sections"),
            ("width=3", "line 1: a cfg file begins with the section [net], got 'width=3'"),
            ("[yolo]", "line 1: a cfg file begins with the section [net], got [yolo]"),
            ("[net]\nwidth", "line 2: a line is a [section] or name=value, got 'width'"),
            ("[net]\nwidth=", "line 2: a line is a [section] or name=value, got 'width='"),
            ("[net]\n=3", "line 2: a line is a [section] or name=value, got '=3'"),
            ("[net\n", "line 1: a section is a word in brackets such as [convolutional], got '[net'"),
            ("[]", "line 1: a section is a word in brackets such as [convolutional], got '[]'"),
            ("[", "line 1: a section is a word in brackets such as [convolutional], got '['"),
            ("[net]\nwidth=8\nheight=8", "the network has no [yolo] layer, so it finds nothing"),
        ]
    )
    func `what is no cfg file is refused`(cfg: String, message: String) {
        #expect(self.refusal(cfg: cfg)?.message == "tiny.cfg: " + message)
    }

    @Test func `files that are not text, or far too large, are refused`() {
        let (cfg, names) = (Array(TinyNetwork.cfg.utf8), Array(TinyNetwork.names.utf8))
        #expect(
            self.refusal(cfg + [0xFF], [], names)?.message == "tiny.cfg: a cfg file is text in UTF-8, this one is not"
        )
        #expect(
            self.refusal(cfg, [], names + [0xFF])?.message
                == "tiny.names: class names are text in UTF-8, this file is not"
        )
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20 + 1)
        #expect(self.refusal(blanks, [], names)?.message.contains("at most 1048576 bytes") == true)
        #expect(self.refusal(cfg, [], blanks)?.message.contains("at most 131072 bytes") == true)
        let sections = Array(String(repeating: "[net]\n", count: 2001).utf8)
        #expect(self.refusal(sections, [], names)?.message.contains("at most 2000 sections") == true)
    }

    @Test(
        arguments: [
            ("person", "tiny.cfg: line 51: this [yolo] layer has 2 classes, but tiny.names names 1"),
            ("a\nb\nc\n\n", "tiny.cfg: line 51: this [yolo] layer has 2 classes, but tiny.names names 3"),
            ("", "tiny.names: class names stand one a line, this file has none"),
            ("a\n\nb", "tiny.names: class names stand one a line, line 2 is empty"),
            ("a\nb\u{7}", "tiny.names: line 2: a class name has no control characters, got 'b '"),
        ]
    )
    func `names that do not fit are refused`(names: String, message: String) {
        #expect(self.refusal(names: names)?.message == message)
    }

    @Test func `no change of a cfg file does harm`() {
        let pieces =
            TinyNetwork.cfg.split(separator: "\n").map(String.init) + [
                "[convolutional]", "[route]", "[yolo]", "=", ",", "-1", "99999999999", "\u{0}", "#", "é", "1e9",
                "65536",
            ]
        var random = Seeded(seed: 15)
        var accepted = 0
        for _ in 0..<1500 {
            var lines = TinyNetwork.cfg.split(separator: "\n").map { Array(String($0).utf8) }
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<lines.count, using: &random)
                let piece = Array(pieces.randomElement(using: &random, or: "").utf8)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: lines.remove(at: index)
                case 1: lines.insert(piece, at: index)
                case 2: lines[index] += piece
                case 3: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
                case 4: lines[index] = lines[index].map { $0 ^ (UInt8.random(in: 0..<20, using: &random) == 0 ? 1 : 0) }
                default:
                    let mark = lines[index].firstIndex(of: UInt8(ascii: "=")) ?? lines[index].endIndex
                    let number = ["0", "1", "2", "3", "7", "-1", "-3", "65536", "1.5", ""]
                    lines[index] =
                        Array(lines[index][..<mark]) + "=\(number.randomElement(using: &random, or: ""))".utf8
                }
            }
            let cfg = Array(lines.joined(separator: [0x0A]))
            do {
                _ = try TinyNetwork.detector(
                    cfg: cfg,
                    weights: TinyNetwork.weights(),
                    names: Array(TinyNetwork.names.utf8)
                )
                accepted += 1
            } catch let error as AviaryError {
                #expect(error.code == .invalidArgument, "\(String(decoding: cfg, as: UTF8.self))")
                #expect(error.message.hasPrefix("tiny."))
            } catch {
                Issue.record("another error: \(error)")
            }
        }
        // Some changes leave the weights as they are.
        #expect((50..<1000).contains(accepted), "\(accepted)")
    }
}

extension Array {
    fileprivate func randomElement(using random: inout Seeded, or other: Element) -> Element {
        self.randomElement(using: &random) ?? other
    }
}

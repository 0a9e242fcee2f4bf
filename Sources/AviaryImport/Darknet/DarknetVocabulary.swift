/// The words of cfg files, from Darknet's `src/parser.c` (AlexeyAB's, which knows more of them than the original).
enum DarknetVocabulary {
    /// A section's options.
    struct Options: Sendable {
        /// Those that are read.
        let read: [String]
        /// Those that change what the network computes and may only say what is in force without them.
        let fixed: [String: String]
        /// Those that matter to training, or to Darknet's own program, only.
        let ignored: Set<String>
    }

    /// The layers that can be imported, by their usual names.
    static let layers = ["convolutional", "maxpool", "upsample", "route", "shortcut", "yolo"]

    /// What Darknet takes for the same.
    static let synonyms = ["network": "net", "conv": "convolutional", "max": "maxpool"]

    /// Layers that Darknet knows and that are not imported.
    static let otherLayers: Set<String> = [
        "activation", "avg", "avgpool", "batchnorm", "conn", "connected", "contrastive", "conv_lstm", "cost", "crnn",
        "crop", "detection", "dropout", "empty", "Gaussian_yolo", "gru", "history", "implicit", "local", "local_avg",
        "local_avgpool", "lrn", "lstm", "normalization", "region", "reorg", "reorg3d", "rnn", "sam", "scale_channels",
        "silence", "soft", "softmax",
    ]

    /// The options of each section.
    static let options: [String: Options] = [
        "net": Options(
            read: ["width", "height"],
            // Red, green and blue; detection knows no other pictures.
            fixed: ["channels": "3", "time_steps": "1"],
            ignored: [
                "B1", "B2", "adam", "adversarial_lr", "angle", "aspect", "attention", "augment_speed",
                "badlabels_rejection_percentage", "batch", "blur", "burn_in", "contrastive", "contrastive_color",
                "contrastive_jit_flip", "cutmix", "decay", "dynamic_minibatch", "ema_alpha", "eps",
                "equidistant_point", "exposure", "flip", "gamma", "gaussian_noise", "hue", "inputs",
                "label_smooth_eps", "learning_rate", "learning_rate_min", "letter_box", "loss_scale", "max_batches",
                "max_chart_loss", "max_crop", "min_crop", "mixup", "momentum", "mosaic", "mosaic_bound",
                "num_sigmas_reject_badlabels", "optimized_memory", "policy", "power", "resize_step", "saturation",
                "scale", "scales", "seq_scales", "sequential_subdivisions", "sgdr_cycle", "sgdr_mult",
                "show_receptive_field", "step", "steps", "subdivisions", "track", "try_fix_nan", "unsupervised",
                "use_cuda_graph", "weights_reject_freq", "workspace_size_limit_MB",
            ]
        ),
        "convolutional": Options(
            read: ["filters", "size", "stride", "pad", "padding", "groups", "activation", "batch_normalize"],
            fixed: [
                "antialiasing": "0", "assisted_excitation": "0", "bin_output": "0", "binary": "0", "cbn": "0",
                "coordconv": "0", "dilation": "1", "dontload": "0", "dontloadscales": "0", "flipped": "0",
                "reverse": "0", "rotate": "0", "stretch": "0", "stretch_sway": "0", "sway": "0", "xnor": "0",
            ],
            ignored: Self.training.union(["angle", "dot", "grad_centr", "stream", "wait_stream"])
        ),
        "maxpool": Options(
            read: ["size", "stride", "padding"],
            fixed: ["antialiasing": "0", "maxpool_depth": "0", "maxpool_zero_nonmax": "0"],
            ignored: Self.training.union(["out_channels"])
        ),
        "upsample": Options(read: ["stride"], fixed: ["scale": "1"], ignored: Self.training),
        "route": Options(
            read: ["layers", "groups", "group_id"],
            fixed: [:],
            ignored: Self.training.union(["stream", "wait_stream"])
        ),
        "shortcut": Options(
            read: ["from", "activation"],
            fixed: ["alpha": "1", "beta": "1", "weights_type": "none", "weights_normalization": "none"],
            ignored: Self.training
        ),
        "yolo": Options(
            read: ["mask", "anchors", "classes", "num", "scale_x_y"],
            fixed: ["new_coords": "0", "embedding_layer": "999999"],
            ignored: Self.training.union([
                "beta_nms", "cls_normalizer", "counters_per_class", "delta_normalizer", "dets_for_show",
                "dets_for_track", "focal_loss", "ignore_thresh", "iou_loss", "iou_normalizer", "iou_thresh",
                "iou_thresh_kind", "jitter", "label_smooth_eps", "map", "max", "max_delta", "nms_kind",
                "obj_normalizer", "objectness_smooth", "random", "resize", "show_details", "sim_thresh",
                "track_ciou_norm", "track_history_size", "truth_thresh",
            ])
        ),
    ]

    /// What every layer may say about its training.
    private static let training: Set<String> = [
        "burnin_update", "clip", "dont_update", "learning_rate", "onlyforward", "stopbackward", "train_only_bn",
    ]
}

@main
struct Aviary {
    static func main() {}
}

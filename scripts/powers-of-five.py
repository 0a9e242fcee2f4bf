# 128-bit truncated powers of five, normalised: as in Lemire, "Number Parsing at a Gigabyte per Second" (2021), section 5.
def entries():
    for q in range(-342, 309):
        if q < 0:
            power5 = 5 ** -q
            z = 0
            while (1 << z) < power5: z += 1
            if q >= -27:
                b = z + 127
                c = 2 ** b // power5 + 1
            else:
                b = 2 * z + 2 * 64
                c = 2 ** b // power5 + 1
                while c >= (1 << 128): c //= 2
            yield c
        else:
            power5 = 5 ** q
            while power5 < (1 << 127): power5 *= 2
            while power5 >= (1 << 128): power5 //= 2
            yield power5
vals=[]
for c in entries():
    vals += [c >> 64, c & (2**64-1)]
print("""/// The powers of five from 5^-342 to 5^308, each as the 128 leading bits of its binary form, high word first.
///
/// Positive powers are cut off, negative ones rounded up, as the proof in Lemire, "Number Parsing at a Gigabyte per
/// Second" (Software: Practice and Experience 51, 2021, section 5) needs them. `scripts/powers-of-five.py` prints this file.
enum PowersOfFive {
    /// The exponent of the first entry.
    static let smallestExponent = -342
    /// The exponent of the last entry.
    static let largestExponent = 308

    /// Two words for each exponent.
    static let words: [UInt64] = [""")
for i in range(0,len(vals),4):
    print("        "+", ".join("0x%016x"%v for v in vals[i:i+4])+",")
print("    ]\n}")

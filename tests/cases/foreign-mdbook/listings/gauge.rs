// ANCHOR: all
fn main() {
    // ANCHOR: measure
    let depth = 3; # comment
    // ANCHOR_END: measure
}
// ANCHOR_END: all

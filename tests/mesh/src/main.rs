//! The chart and the mesh's policy, tried on a real cluster. See `--help`.

mod policy;

fn main() {
    print!("{}", policy::authorization());
}

pub fn hermetic(_: &mut std::process::Command) {}

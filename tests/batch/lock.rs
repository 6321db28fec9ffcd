//! Two imports do not write into one output.

use recense::write::Folder;

use crate::Desk;

#[test]
fn a_second_import_into_one_output_does_not_begin() {
    let desk = Desk::with_documents(1);
    let first = Folder::open(&desk.path("output")).unwrap();
    let output = desk.run("import drop");
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    let holder = format!("output: another import writes here (process {})", std::process::id());
    assert!(told.starts_with(&holder), "{told}");
    drop(first);
    desk.done("import drop");
}

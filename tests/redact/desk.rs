//! Documents with persons in them, and a folder to read them in.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A working folder, in which `recense` is run.
pub struct Desk(pub TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A desk with a release, a report and a page on it, in `drop`.
    pub fn with_documents() -> Self {
        let desk = Self::new();
        desk.put("drop/release.txt", RELEASE);
        desk.put("drop/report.md", &report());
        desk.put("drop/page.html", PAGE);
        desk
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn run(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recense"));
        command.current_dir(self.0.path()).args(arguments.split_whitespace()).output().unwrap()
    }

    /// Runs what must succeed; gives what it says on either stream.
    pub fn done(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "recense {arguments}: {told}");
        told + &String::from_utf8_lossy(&output.stdout)
    }

    pub fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(path)).unwrap()).unwrap()
    }

    pub fn record(&self, output: &str, stem: &str) -> Value {
        let folder = self.path(&format!("{output}/documents"));
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let of = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(stem);
        let file = files.into_iter().find(of).unwrap();
        serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
    }

    /// Every file below a folder with its bytes, but for the lock, which names its holder.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        let mut files = BTreeMap::new();
        let mut waiting = vec![root.clone()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                if path.is_dir() {
                    waiting.push(path);
                } else if name != ".recense/lock" {
                    files.insert(name, fs::read(path).unwrap());
                }
            }
        }
        files
    }

    /// The same without the run, which has times in it.
    pub fn lasting(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.files(folder);
        files.remove("run.json");
        files
    }
}

const RELEASE: &str = "COMMUNIQUÉ DE PRESSE

Lons, le 12 mars 2026

La CPTS du Val d'Airain ouvre une ligne de soins

La CPTS du Val d'Airain couvre 41 200 habitants. Elle est présidée par le Dr Sabine Orvault.
Inscriptions auprès de Sabine Orvault au 06 39 98 40 01 (06.39.98.40.01, +33 6 39 98 40 01,
+33(0)639984001, 06\u{202F}39\u{202F}98\u{202F}40\u{202F}01) ou s.orvault@cpts-airain.example.

Des infirmiers se relaient : Paul au 07-39-98-40-02, paul.quenet [at] soins-airain.example.
Écrire à la CPTS : contact@cpts-airain.example.

Contacts presse

Maud Lerible
Coordinatrice de la CPTS
06 39 98 40 03
maud.lerible@cpts-
airain.example

URPS du Jura
03 84 00 40 04
accueil@urps-jura.example
";

const PAGE: &str = "<!doctype html><html lang=fr><title>CPTS du Val d'Airain</title>
<h1>CPTS du Val d'Airain</h1><p>Mail : <a href='mailto:sabine.orvault@perso.example'>sabine.orvault@perso.example</a>
ou 0639984001.</p><p>La CPTS compte 120 adhérents. Le secrétariat : secretariat@cpts-airain.example.</p></html>";

/// The report of the fixtures, with persons' mailboxes in two fiches, one of them none that a server
/// takes.
pub fn report() -> String {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/progress-report/bretagne-fiches-2025-03.md");
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains("contact@cpts-argoatbihan.example"));
    text.replace("contact@cpts-argoatbihan.example", "prénom.quéméner@mail.example")
        .replace(
            "**Coordinateur-trice :** Malo KERDREUX",
            "**Coordinateur-trice :** Malo KERDREUX 06 39 98 40 03",
        )
        .replace("**Site internet :** /", "**Site internet :** / (yuna.legoffmadec@mail.example)")
}

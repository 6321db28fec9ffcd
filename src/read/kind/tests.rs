//! Bytes, names, and what they are.

use super::{Kind, kind};
use crate::model::document::MediaType;

const PDF: Kind = Kind::Document(MediaType::Pdf);
const HTML: Kind = Kind::Document(MediaType::Html);
const MARKDOWN: Kind = Kind::Document(MediaType::Markdown);
const TEXT: Kind = Kind::Document(MediaType::Text);

#[test]
fn content_decides_and_not_the_name() {
    for (bytes, name, expected) in [
        (&b"%PDF-1.7\n1 0 obj"[..], "a.txt", PDF),
        (b"\xef\xbb\xbf%PDF-1.4", "a", PDF),
        (b"junk before\n%PDF-1.4\n1 0 obj <<>>", "a", PDF),
        (b"HTTP/1.1 200 OK\r\nDate: x\r\n\r\n%PDF-1.4", "a", PDF),
        (b"HTTP/1.1 200 OK\r\nDate: x\r\n\r\n<html><p>a</html>", "a.pdf", HTML),
        (b"%PDX\n12 0 obj\n<< /A 1 >>\nendobj", "a.pdf", PDF),
        (b"12 0 obj <<>> endobj", "a.txt", TEXT),
        (b"lost\nstartxref\n9\n%%EOF\n", "a.pdf", PDF),
        (b"%%EOF is the end, behind startxref", "a.pdf", TEXT),
        (b"A PDF begins with %PDF-1.4, says the standard", "a.txt", TEXT),
        (b"<!DOCTYPE html><p>a", "a.pdf", HTML),
        (b"\xef\xbb\xbf\n<!-- x --><HTML lang=fr>", "a.txt", HTML),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>", "a.xml", HTML),
        (b"Warning: x in y.php\n<!doctype html><html>", "a", HTML),
        (b"<p>Bonjour</p>", "a.txt", HTML),
        (b"Bonjour<br>tous</p>", "a.html", HTML),
        (b"<p>Bonjour</p>\n\n# Titre", "a.md", MARKDOWN),
        (b"<!doctype html><html>", "a.md", HTML),
        (b"Bonjour", "a.html", TEXT),
        (b"# Titre\n\n**gras** et suite", "a.txt", MARKDOWN),
        (b"Voir [le site](https://a.fr)\n# Titre", "notes", MARKDOWN),
        (b"# seul\ntexte\n- un\n- deux", "a.txt", TEXT),
        ("Une « étoile * » et 2**3".as_bytes(), "a.txt", TEXT),
        (b"Bonjour", "a.md", MARKDOWN),
        (b"Bonjour", "a.pdf", TEXT),
        (b"\xff\xfeB\0o\0n\0", "a.txt", TEXT),
        (b"BM: 12 MZ ID3", "a", TEXT),
    ] {
        assert_eq!(kind(bytes, name), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn what_is_no_document_is_data() {
    for (bytes, name, expected) in [
        (&b"{\"a\": [1, 2]}"[..], "a.txt", "JSON"),
        (b"{\"a\": 1}\n{\"a\": 2}\n", "a", "JSON"),
        (b"[package]\nname = \"a\"\nversion = \"1\"\n", "a.txt", "TOML"),
        (b"<?xml version='1.0'?><rss></rss>", "a", "XML"),
        (b"<fiche><nom>a</nom></fiche>\n", "a", "XML"),
        (b"#!/bin/sh\necho", "a", "script"),
        (b"nom;population\na;1", "a.CSV", "data"),
        (b"fn main() {}", "main.rs", "source code"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.pdf", "image"),
        (b"PK\x03\x04\x14\0\0\0\0\0 a.txt", "a", "archive"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "a", "executable"),
    ] {
        assert_eq!(kind(bytes, name), Kind::Data(expected), "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let mail = b"Return-Path: <a@b.fr>\r\nDate: x\r\nSubject: =?utf-8?q?=C3?=\r\n y\r\n\r\nz";
    for (bytes, expected) in [
        (&mail[..], "mail"),
        (b"From a@b.fr Thu\nFrom: a\nTo: b\nSubject: c\n\nd", "mail"),
        (b"PK\x03\x04\0\0\0\0\0word/document.xml", "Word document"),
        (b"PK\x03\x04\0\0\0\0\0ppt/presentation.xml", "PowerPoint presentation"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0",
            "office file of before 2007, or Outlook message",
        ),
        (b"PK\x03\x04\0\0\0\0\0word/document.xml 1 0 obj << >> endobj", "Word document"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0 startxref 9 %%EOF",
            "office file of before 2007, or Outlook message",
        ),
        (b"{\\rtf1\\ansi Bonjour}", "RTF document"),
        (b"\0\x01\x02\x03\x04\x05\x06\x07\x08 rubbish", "unknown binary data"),
    ] {
        assert_eq!(kind(bytes, "a.pdf"), Kind::Unsupported(expected));
    }
}

#[test]
fn prose_with_colons_is_no_mail() {
    let text = b"Contact: a\nTo be: read\nDate: 3 mai\n\nSuite";
    assert_eq!(kind(text, "a.txt"), TEXT);
}

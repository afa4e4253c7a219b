//! Signatures of every kind, good and bad: what kaizen says of each beside what stock `ssh-keygen -Y verify` says.

use std::collections::BTreeMap;
use std::fs;

use kaizen::internals::attest::statement::NAMESPACE;
use ssh_key::private::KeypairData;
use ssh_key::public::{KeyData, SkEcdsaSha2NistP256, SkEd25519};
use ssh_key::{HashAlg, PrivateKey, PublicKey, Signature, SigningKey, SshSig};

use crate::tampering;
use crate::world::World;

/// One signature: who signs and when, in the event; how it is made from the statement `$s` into the file `$o`; what
/// kaizen says of it, and whether OpenSSH takes it.
struct Case {
    name: &'static str,
    by: &'static str,
    at: &'static str,
    how: &'static str,
    status: &'static str,
    openssh: bool,
}

const fn case(
    name: &'static str,
    by: &'static str,
    at: &'static str,
    how: &'static str,
    status: &'static str,
    openssh: bool,
) -> Case {
    Case { name, by, at, how, status, openssh }
}

const ARJUN: &str = "arjun.mehta";
const THEN: &str = "2026-03-08T09:00:00Z";
const GOOD: &str = "good";
const BAD: &str = "bad";

const CASES: [Case; 43] = [
    // Kinds of keys.
    case("ed25519", ARJUN, THEN, "sign ed < $s > $o", GOOD, true),
    case("ecdsa-256", ARJUN, THEN, "sign p256 < $s > $o", GOOD, true),
    case("ecdsa-384", ARJUN, THEN, "sign p384 < $s > $o", GOOD, true),
    case("ecdsa-521", ARJUN, THEN, "sign p521 < $s > $o", GOOD, true),
    case("rsa-2048", ARJUN, THEN, "sign rsa2048 < $s > $o", GOOD, true),
    case("rsa-3072", ARJUN, THEN, "sign rsa3072 < $s > $o", GOOD, true),
    case("rsa-4096", ARJUN, THEN, "sign rsa4096 < $s > $o", GOOD, true),
    case("sk-ed25519", ARJUN, THEN, "raw", GOOD, true),
    case("sk-ecdsa", ARJUN, THEN, "raw", GOOD, true),
    case("sk-ecdsa-short-number", ARJUN, THEN, "raw", GOOD, true),
    case("sk-ed25519-untouched", ARJUN, THEN, "raw", GOOD, true),
    // Kinds that OpenSSH takes and the register does not: neither can be entered in people.toml.
    case("rsa-1024", ARJUN, THEN, "sign short < $s > $o", BAD, true),
    case("certificate", ARJUN, THEN, "sign ed-cert.pub < $s > $o", BAD, true),
    // Other hashes.
    case("sha256-ed25519", ARJUN, THEN, "sign ed -O hashalg=sha256 < $s > $o", GOOD, true),
    case("sha256-rsa", ARJUN, THEN, "sign rsa2048 -O hashalg=sha256 < $s > $o", GOOD, true),
    // Other purposes and other words.
    case("namespace-git", ARJUN, THEN, "ssh-keygen -q -Y sign -n git -f $HOME/ed < $s > $o", BAD, false),
    case("namespace-longer", ARJUN, THEN, "ssh-keygen -q -Y sign -n kaizen2 -f $HOME/ed < $s > $o", BAD, false),
    case("namespace-case", ARJUN, THEN, "ssh-keygen -q -Y sign -n Kaizen -f $HOME/ed < $s > $o", BAD, false),
    case("other-statement", ARJUN, THEN, "sed 's/^act: noted/act: implemented/' $s | sign ed > $o", BAD, false),
    case("statement-of-another", ARJUN, THEN, "sed 's/^by: .*/by: dana.okafor/' $s | sign ed > $o", BAD, false),
    case("statement-without-line-end", ARJUN, THEN, "head -c -1 $s | sign ed > $o", BAD, false),
    case("sk-other-statement", ARJUN, THEN, "raw", BAD, false),
    case("sk-flags-changed", ARJUN, THEN, "raw", BAD, false),
    // Armour.
    case("truncated", ARJUN, THEN, "sign ed < $s | sed 3d > $o", BAD, false),
    case("without-end", ARJUN, THEN, "sign ed < $s | sed '$d' > $o", BAD, false),
    case("another-label", ARJUN, THEN, "sign ed < $s | sed 's/SSH SIGNATURE/PGP SIGNATURE/' > $o", BAD, false),
    case("words-before", ARJUN, THEN, "{ echo Signed:; sign ed < $s; } > $o", BAD, false),
    case("words-after", ARJUN, THEN, "{ sign ed < $s; echo Thanks; } > $o", GOOD, true),
    case("no-base64", ARJUN, THEN, "sign ed < $s | sed '2s/^U1NI/U1N?/' > $o", BAD, false),
    case("one-long-line", ARJUN, THEN, "sign ed < $s | wrap 0 > $o", GOOD, true),
    case("narrow-lines", ARJUN, THEN, "sign ed < $s | wrap 33 > $o", GOOD, true),
    case("line-end-in-the-middle", ARJUN, THEN, "sign ed < $s | sed '2s/$/\\r/' > $o", GOOD, true),
    case("empty", ARJUN, THEN, "echo > $o", BAD, false),
    // What is inside.
    case("flipped-bit", ARJUN, THEN, "raw", BAD, false),
    case("version-2", ARJUN, THEN, "raw", BAD, false),
    case("more-behind", ARJUN, THEN, "raw", BAD, false),
    // Whose key, and when.
    case("key-of-nobody", ARJUN, THEN, "sign nobody < $s > $o", "unknown-key", false),
    case("key-of-a-colleague", ARJUN, THEN, "sign dana < $s > $o", "unknown-key", false),
    case("ended-key", ARJUN, THEN, "sign old < $s > $o", "key-not-then", false),
    case("ended-key-in-its-time", ARJUN, "2026-03-04T09:00:00Z", "sign old < $s > $o", GOOD, true),
    case("ended-key-in-its-last-second", ARJUN, "2026-03-05T08:59:59Z", "sign old < $s > $o", GOOD, true),
    case("future-key", ARJUN, THEN, "sign future < $s > $o", "key-not-then", false),
    // Listed for two people, a key vouches for both; the register calls it a duplicate.
    case("key-of-two", "priya.nair", THEN, "sign dana < $s > $o", GOOD, true),
];

/// What the scripts use: `sign KEY OPTIONS…`, and `wrap WIDTH` for the armour of another program.
const TOOLS: &str = r#"
sign() { k=$1; shift; ssh-keygen -q -Y sign -n kaizen "$@" -f "$HOME/$k"; }
wrap() { body=$(sed '1d;$d' | tr -d '\n'); echo "-----BEGIN SSH SIGNATURE-----"; echo "$body" | base64 -d | base64 -w "$1"; [ "$1" != 0 ] || echo; echo "-----END SSH SIGNATURE-----"; }
item=$(git ls-files 'register/items/**')
"#;

/// Enters an event for each case, and writes what is to be signed.
const ENTER: &str = r#"
import pathlib, sys
sys.path.insert(0, "..")
import forge

path = pathlib.Path(sys.argv[1])
for line in open("../cases"):
    name, by, at = line.split()
    event = forge.add(path, sys.argv[2], ['act="noted"', f'by="{by}"', f"at={at}", f'text="{name}"'])
    pathlib.Path(f"../st/{name}").write_text(forge.statement(path, sys.argv[2], event))
"#;

/// Gives each event its signature.
const SIGN: &str = r#"
import json, pathlib, re, sys
sys.path.insert(0, "..")
import forge

path = pathlib.Path(sys.argv[1])
head, parts = forge.blocks(path.read_text())
for event, part in parts.items():
    name = re.search('(?m)^text = "(.*)"', part)
    signature = name and pathlib.Path("../sig", name[1])
    if signature and signature.is_file():
        text = json.dumps(signature.read_bytes().decode())
        parts[event] = part.replace("\nhash = ", f"\nsignature = {text}\nhash = ")
forge.write(path, head, parts)
"#;

/// A register in which arjun has a key of each kind, dana one that priya has too; the hardware keys are made of plain
/// ones, as a token would hold them.
fn keys() -> World {
    let world = World::with_accepted();
    world.write("../forge.py", include_str!("forge.py"));
    world
        .sh(r#"
        for n in mona ed dana old future nobody sked ca; do ssh-keygen -q -t ed25519 -N '' -C $n -f "$HOME/$n" & done
        for b in 256 384 521; do ssh-keygen -q -t ecdsa -b $b -N '' -C p$b -f "$HOME/p$b" & done
        for b in 2048 3072 4096; do ssh-keygen -q -t rsa -b $b -N '' -C rsa$b -f "$HOME/rsa$b" & done
        ssh-keygen -q -t ecdsa -b 256 -N '' -C skp256 -f "$HOME/skp256" &
        ssh-keygen -q -t rsa -b 1024 -N '' -C short -f "$HOME/short" & wait
        ssh-keygen -q -s "$HOME/ca" -I arjun -n arjun.mehta "$HOME/ed.pub"
        "#)
        .ok();
    for (name, plain) in [("sked", "sked-token"), ("skp256", "skp256-token")] {
        fs::write(world.home().join(format!("{plain}.pub")), token(&world, name).to_openssh().unwrap()).unwrap();
    }
    world
        .sh(r#"
        kaizen config set signatures=wanted -m "From now on."
        kaizen people key add mona.lind "$HOME/mona.pub"
        git config kaizen.signingKey "$HOME/mona"
        day 2026-03-03
        for k in ed p256 p384 p521 rsa2048 rsa3072 rsa4096 sked-token skp256-token old; do
          kaizen people key add arjun.mehta "$HOME/$k.pub"
        done
        kaizen people key add dana.okafor "$HOME/dana.pub"
        ! kaizen people key add arjun.mehta "$HOME/short.pub" 2> ../short
        ! kaizen people key add arjun.mehta "$HOME/ed-cert.pub" 2> ../cert
        ! kaizen people key add priya.nair "$HOME/dana.pub" 2> ../two
        day 2026-03-05; kaizen people key retire arjun.mehta old
        day 2026-03-06
        key="{ public = \"$(cat "$HOME/dana.pub")\", from = 2026-03-06T09:00:00Z }"
        python3 ../forge.py add register/people.toml people 'act="changed"' 'by="mona.lind"' at=2026-03-06T09:00:00Z \
          "set={ person = { \"priya.nair\" = { key = [$key] } } }" --sign "$HOME/mona" > /dev/null
        git commit -qam two
        day 2026-03-10; kaizen people key add arjun.mehta "$HOME/future.pub"
        "#)
        .ok();
    let told = |file: &str| world.read(&format!("../{file}"));
    assert!(told("short").contains("an RSA key of 1024 bits"), "{}", told("short"));
    assert!(told("cert").contains("a certificate"), "{}", told("cert"));
    assert!(told("two").contains("is dana.okafor's already"), "{}", told("two"));
    world
}

fn private(world: &World, name: &str) -> PrivateKey {
    PrivateKey::read_openssh_file(&world.home().join(name)).unwrap()
}

/// The public key of a token that holds this plain one.
fn token(world: &World, name: &str) -> PublicKey {
    let data = match private(world, name).key_data() {
        KeypairData::Ed25519(pair) => KeyData::SkEd25519(SkEd25519::new(pair.public, "ssh:")),
        KeypairData::Ecdsa(pair) => {
            let ssh_key::public::EcdsaPublicKey::NistP256(point) = pair.into() else { panic!("another curve") };
            KeyData::SkEcdsaSha2NistP256(SkEcdsaSha2NistP256::new(point, "ssh:"))
        }
        _ => panic!("no token holds such a key"),
    };
    PublicKey::new(data, name)
}

/// Some bytes, signed.
fn plain(key: &impl SigningKey, bytes: &[u8]) -> Signature {
    key.try_sign(bytes).unwrap()
}

fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
    out.extend(bytes);
}

/// What a token signs of a statement: with its application, flags and counter.
fn as_token(statement: &[u8], flags: u8, counter: u32) -> Vec<u8> {
    use sha2::{Digest as _, Sha256};
    let message = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, statement).unwrap();
    let mut signed = Sha256::digest("ssh:").to_vec();
    signed.push(flags);
    signed.extend(counter.to_be_bytes());
    signed.extend(Sha256::digest(&message));
    signed
}

/// The signature of a token that holds this plain key.
fn by_token(world: &World, name: &str, statement: &[u8], flags: u8, counter: u32) -> Vec<u8> {
    let made = plain(&private(world, name), &as_token(statement, flags, counter));
    let public = token(world, name);
    let mut inner = Vec::new();
    string(&mut inner, public.algorithm().as_str().as_bytes());
    string(&mut inner, made.as_bytes());
    inner.push(flags);
    inner.extend(counter.to_be_bytes());
    blob(&public.to_bytes().unwrap(), &inner)
}

/// The bytes within the armour.
fn blob(public: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut out = b"SSHSIG".to_vec();
    out.extend(1u32.to_be_bytes());
    string(&mut out, public);
    string(&mut out, NAMESPACE.as_bytes());
    string(&mut out, b"");
    string(&mut out, b"sha512");
    string(&mut out, signature);
    out
}

/// A signature that no program at hand makes.
fn raw(world: &World, name: &str, statement: &[u8]) -> Vec<u8> {
    let token = |key: &str, flags, counter| by_token(world, key, statement, flags, counter);
    match name {
        "sk-ed25519" => token("sked", 1, 7),
        "sk-ed25519-untouched" => token("sked", 0, 7),
        "sk-ecdsa" => token("skp256", 1, 7),
        // One of its two numbers begins with a zero byte: it is written shorter.
        "sk-ecdsa-short-number" => {
            let key = private(world, "skp256");
            let is_short = |counter: &u32| {
                let made = plain(&key, &as_token(statement, 1, *counter));
                made.as_bytes()[3] < 32
            };
            token("skp256", 1, (8..5000).find(is_short).unwrap())
        }
        "sk-other-statement" => by_token(world, "sked", b"kaizen event v1\n", 1, 7),
        "sk-flags-changed" => {
            let mut made = token("sked", 0, 7);
            let flags = made.len() - 5;
            made[flags] = 1;
            made
        }
        _ => {
            let key = private(world, "ed");
            let mut made = Vec::new();
            let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, statement).unwrap();
            string(&mut made, b"ssh-ed25519");
            string(&mut made, plain(&key, &data).as_bytes());
            let mut made = blob(&key.public_key().to_bytes().unwrap(), &made);
            match name {
                "flipped-bit" => *made.last_mut().unwrap() ^= 1,
                "version-2" => made[9] = 2,
                "more-behind" => made.extend(b"more"),
                other => panic!("{other}"),
            }
            made
        }
    }
}

#[test]
fn kaizen_and_openssh_say_the_same_of_every_signature() {
    let world = keys();
    let all: String = CASES.iter().map(|c| format!("{} {} {}\n", c.name, c.by, c.at)).collect();
    world.write("../cases", all);
    world.sh(&format!("{TOOLS}\nmkdir ../st ../sig; python3 - $item $(cat ../id) <<'PY'\n{ENTER}\nPY")).ok();
    for case in CASES.iter().filter(|case| case.how == "raw") {
        let statement = world.read(&format!("../st/{}", case.name));
        world.write(&format!("../sig/{}.raw", case.name), raw(&world, case.name, statement.as_bytes()));
    }
    let signed: String = CASES
        .iter()
        .map(|c| {
            let how = match c.how {
                "raw" => "{ echo '-----BEGIN SSH SIGNATURE-----'; base64 -w 70 $o.raw; echo '-----END SSH SIGNATURE-----'; } > $o",
                how => how,
            };
            format!("s=../st/{0}; o=../sig/{0}; {how}\n", c.name)
        })
        .collect();
    // What an auditor may list beside what kaizen prints.
    let lists = r#"
    kaizen people allowed-signers > ../signers
    echo "arjun.mehta namespaces=\"kaizen\" $(cut -d' ' -f1,2 "$HOME/short.pub")" >> ../signers
    echo "arjun.mehta cert-authority,namespaces=\"kaizen\" $(cut -d' ' -f1,2 "$HOME/ca.pub")" >> ../signers
    "#;
    let asked: String = CASES
        .iter()
        .map(|c| {
            let at: String = c.at.chars().filter(char::is_ascii_digit).collect();
            format!(
                "ssh-keygen -q -Y verify -f ../signers -I {} -n kaizen -O verify-time={at}Z -s ../sig/{} < ../st/{} >/dev/null 2>&1 && echo {} || true\n",
                c.by, c.name, c.name, c.name
            )
        })
        .collect();
    let taken = world
        .sh(&format!("{TOOLS}\n{lists}\n{signed}\npython3 - $item <<'PY'\n{SIGN}\nPY\ngit commit -qam signed\n{asked}"))
        .ok();
    let taken: Vec<&str> = taken.lines().collect();
    let out = world.sh("day 2026-03-11; kaizen log IMP -n 1 --format json").ok();
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    let acts = log["entries"][0]["acts"].as_array().unwrap();
    let said: BTreeMap<&str, &serde_json::Value> =
        acts.iter().map(|act| (act["text"].as_str().unwrap(), &act["signature"])).collect();
    let mut wrong = String::new();
    for case in &CASES {
        let status = said[case.name]["status"].as_str().unwrap();
        let openssh = taken.contains(&case.name);
        if status != case.status || openssh != case.openssh {
            wrong.push_str(&format!("{}: {}, OpenSSH {openssh}\n", case.name, said[case.name]));
        }
        // Where they part, the kind of key is one that the register refuses.
        let refused = ["rsa-1024", "certificate"].contains(&case.name);
        assert_eq!((case.status == GOOD) == case.openssh, !refused, "{}", case.name);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    // What the log says is what `check` finds.
    let out = world.sh("day 2026-03-11; kaizen check --rule bad-signature --format json").out;
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let found = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "bad-signature").count();
    assert_eq!(found, CASES.iter().filter(|case| case.status != GOOD).count());
    let all = tampering::found(&world, "");
    assert!(all.contains(&"duplicate-person:error".to_owned()), "{all:?}");
}

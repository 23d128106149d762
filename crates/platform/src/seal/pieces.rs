//! Files that lie in the database for a while: sealed piece by piece, since a ciphertext is opened
//! whole.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Field, Sealer};

/// How much of a file goes into one piece.
const PIECE_BYTES: usize = 192 * 1024;

/// The pieces of a file, each sealed as `field`.
pub fn seal_file(sealer: &Sealer, field: Field, bytes: &[u8]) -> Vec<String> {
    bytes.chunks(PIECE_BYTES).map(|it| sealer.seal(field, &STANDARD.encode(it))).collect()
}

/// The file that `pieces` make; none if one of them was tampered with.
pub fn open_file(sealer: &Sealer, field: Field, pieces: &[String]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(pieces.len() * PIECE_BYTES);
    for piece in pieces {
        let text = sealer.open(field, piece).ok()?;
        STANDARD.decode_vec(text.open(), &mut bytes).ok()?;
    }
    Some(bytes)
}

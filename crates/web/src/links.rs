//! Addresses inside the product: escaping of parts, and the check that a return address stays here.

/// Percent-encodes everything but letters, digits and `-_.~`, for a part of an address.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let digit = |half: u8| char::from(b"0123456789ABCDEF"[usize::from(half & 15)]);
            out.extend(['%', digit(byte >> 4), digit(byte)]);
        }
    }
    out
}

/// The address when it stays on this site, `/` otherwise.
#[must_use]
pub fn inside(address: &str) -> &str {
    let safe = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.chars().any(char::is_control);
    if safe { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_address_cannot_leave_the_site() {
        assert_eq!(inside("/targets?a=1"), "/targets?a=1");
        for bad in ["https://a.example", "//a.example", "/\\a.example", "javascript:1", "/a\nb"] {
            assert_eq!(inside(bad), "/", "{bad}");
        }
    }

    #[test]
    fn encodes_what_is_not_plain() {
        assert_eq!(encode("/目标?a=1"), "%2F%E7%9B%AE%E6%A0%87%3Fa%3D1");
    }
}

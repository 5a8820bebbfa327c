/** Confidence of select (0..1) under which a person should compare a page with the original. */
export const lowConfidence = 0.45;

/** Confidence of a language pairing (0..1) under which a person should check the pair. */
export const unsurePairing = 0.6;

package dev.kith.node;

import dev.kith.model.Digest;
import java.nio.file.Path;

/// By what the door is known if it shows a certificate of the mesh, which no browser knows.
///
/// @param root PEM of the mesh's root certificate: what commands trust
/// @param leaf SHA-256 of the certificate that the door shows now: what people compare
public record DoorCertificate(Path root, Digest leaf) {}

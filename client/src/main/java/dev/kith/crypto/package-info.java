/// Keys, signatures, sealing, key files. The only user of BouncyCastle and javax.crypto; knows nothing of messages.
package dev.kith.crypto;

/// Messages to JSON and back, strictly. The only user of Jackson. Entries: [MessageCodec] and [JsonText].
package dev.kith.codec;

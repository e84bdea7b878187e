/// Messages to JSON and back, strictly. The only user of Jackson. Entries: [MessageCodec], [JsonText], [JsonFields].
package dev.kith.codec;

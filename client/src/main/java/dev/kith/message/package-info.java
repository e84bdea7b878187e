/// What the rooms say to each other: sealed families of records, the addresses they travel on, errors and limits.
/// Entry: [Addresses]. Knows neither JSON nor Vert.x.
package dev.kith.message;

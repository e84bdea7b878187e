/// Ids and values that every room speaks in. Immutable, checked on construction; knows nothing but the JDK.
package dev.kith.model;

/// The authority of a mesh: enrolment, challenges, cards and certificates, renewal, revocation. Entry: [AuthorityVerticle].
package dev.kith.authority;

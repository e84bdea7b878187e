/// Who belongs to the mesh. Entries: [Founding] makes a mesh, [CardAuthority] (on one node) lets others in, renews and revokes them,
/// [Membership] is what a node has of its mesh, [MeshTrust] whom it believes. Knows nothing of jobs or of how messages travel.
package dev.kith.authority;

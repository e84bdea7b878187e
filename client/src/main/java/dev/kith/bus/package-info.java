/// Typed request, publish and serve: the only door to Vert.x's event bus. Entry: [Bus]. Knows nothing of what is said.
package dev.kith.bus;

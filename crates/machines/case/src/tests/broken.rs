//! A deliberately broken set, and what is told of it.

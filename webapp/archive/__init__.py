"""A case on its way out of the house: what an archive holds, how it reads, its bytes, and the proof that nothing was
changed. Pure: what is in it comes as data. Must not know cases, rights or where anything is kept."""

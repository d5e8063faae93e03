"""placeholder"""
from __future__ import annotations
import re
class Pattern:
    @classmethod
    def of(cls, p, flags): return cls(p)
    def __init__(self,p): self.p=re.compile(p)
    def search(self, run, text, start): return self.p.search(text)
    def replace(self, run, text, rep): return self.p.sub(re.sub(r'\$(\d)',r'\\\1',rep),text)
    def split(self, run, text): return self.p.split(text)

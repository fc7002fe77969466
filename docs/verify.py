#!/usr/bin/env python3
"""Recompute a week of an office's public ledger, trusting nothing but a public key. The rules are in ledger.md.

    python3 verify.py --dir DIR --week 2026-W46 [--vkey KEY] [--json]     (or --url https://office.example/public)
    python3 verify.py --proof FILE.tlog-proof --vkey KEY                  (or --dir, --url to take the key from there)

Exit: 0 all agrees, 1 something differs, 2 wrong usage or unreadable. Python 3.8 or later, nothing else."""
from __future__ import annotations
import argparse, base64, hashlib, http.client, json, re, sys, urllib.error, urllib.request
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Set, Tuple
SMALL, BUNDLE, MAX_ENTRIES, MAX_CALENDARS, MAX_LISTED = 1 << 20, 256 * 65537, 5_000_000, 500, 20
NEVER, NAMELESS, GROUPED = '~', object(), ('received', 'cohort', 'answeredOnTime')  # NEVER is later than any day
Read = Callable[[str, int], Optional[bytes]]  # (path, most bytes) -> contents; None where there is no such file
Point, Entry, Report = Tuple[int, int], Dict[str, Any], Dict[str, Any]
Note = Tuple[str, List[Tuple[str, bytes]]]  # the text; of each signature the name, and key id with signature
class Key(NamedTuple): text: str; name: str; id: bytes; public: bytes; since: int  # it signs sizes above `since`
class Checkpoint(NamedTuple): size: int; root: bytes; note: str
class Wrong(Exception): """A difference (code, sentence) after which this step cannot go on."""
def require(condition: Any, text: str, code: str = '') -> None:
    if not condition: raise Wrong(code, text) if code else ValueError(text)
@contextmanager
def malformed_is(code: str) -> Iterator[None]:
    """Around a function: what cannot be understood in its data is a difference of this code."""
    try: yield
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Wrong(code, f'not as it should be: {str(error)[:200]}') from None
def add(report: Report, code: str, text: str) -> None:
    """Notes a difference; of each kind only the first few are listed."""
    if sum(one['code'] == code for one in report['differences']) < MAX_LISTED:
        report['differences'].append({'code': code, 'text': text})
@contextmanager
def noted(report: Report, where: str = '') -> Iterator[None]:
    """What is wrong inside is added to the report, and the check goes on after it."""
    try: yield
    except Wrong as wrong: add(report, wrong.args[0], where + wrong.args[1])

# ---- Ed25519 (RFC 8032), strict, in plain coordinates ----
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def decode_point(raw: bytes) -> Point:
    """A point of the curve from its 32 bytes; ValueError if they are not its one encoding."""
    sign, y = divmod(int.from_bytes(raw, 'little'), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P: x = x * pow(2, (P - 1) // 4, P) % P
    require(y < P and (x * x - square) % P == 0 and (x or not sign), 'not a point of the curve')
    return (P - x if x & 1 != sign else x), y
def plus(p: Point, q: Point) -> Point:
    k = D * p[0] * q[0] * p[1] * q[1]
    return (p[0] * q[1] + p[1] * q[0]) * pow(1 + k, -1, P) % P, (p[1] * q[1] + p[0] * q[0]) * pow(1 - k, -1, P) % P
def times(n: int, p: Point) -> Point:
    return plus(p if n & 1 else (0, 1), times(n >> 1, plus(p, p))) if n else (0, 1)
BASE = decode_point((4 * pow(5, -1, P) % P).to_bytes(32, 'little'))
def signature_right(public: bytes, message: bytes, signature: bytes) -> bool:
    """Strict: S must be below the order of the group, and R is compared byte by byte."""
    s, (x, y) = int.from_bytes(signature[32:], 'little'), decode_point(public)
    if len(signature) != 64 or s >= L: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), 'little') % L
    x, y = plus(times(s, BASE), times(h, (P - x, y)))
    return (y | (x & 1) << 255).to_bytes(32, 'little') == signature[:32]

# ---- The tree (RFC 6962) ----
def sha256(data: bytes) -> bytes: return hashlib.sha256(data).digest()
def split(size: int) -> int: return 1 << (size - 1).bit_length() - 1  # where a tree of two or more leaves divides
def root_of(leaves: List[bytes]) -> bytes:
    if len(leaves) < 2: return leaves[0] if leaves else sha256(b'')
    return sha256(b'\1' + root_of(leaves[:split(len(leaves))]) + root_of(leaves[split(len(leaves)):]))
def root_by_path(index: int, size: int, leaf: bytes, path: List[bytes]) -> bytes:
    """The root to which an inclusion proof leads. ValueError or IndexError if it has not the right length."""
    require(index < size and (size > 1 or not path), 'the path of the proof has a wrong length')
    if size == 1: return leaf
    half = split(size)
    if index < half: return sha256(b'\1' + root_by_path(index, half, leaf, path[:-1]) + path[-1])
    return sha256(b'\1' + path[-1] + root_by_path(index - half, size - half, leaf, path[:-1]))

# ---- Notes, keys and checkpoints (C2SP signed-note, tlog-checkpoint) ----
def unbase64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    require(base64.b64encode(raw) == text.encode(), 'base64 is not in its one form')
    return raw
@malformed_is('signature')
def parse_vkey(text: str, since: int = -1) -> Key:
    """An Ed25519 verifier key, whose id is the hash of name and key."""
    name, key_id, material = text.split('+', 2)
    raw = unbase64(material)
    require(name and not re.search(r'\s', name) and len(raw) == 33 and raw[0] == 1, 'not an Ed25519 verifier key')
    require(sha256(name.encode() + b'\n' + raw)[:4].hex() == key_id, 'the id of the verifier key is wrong')
    decode_point(raw[1:])
    return Key(text, name, bytes.fromhex(key_id), raw[1:], since)
def split_note(raw: bytes) -> Note:
    """A text, an empty line, and one to 64 lines of signatures; ValueError otherwise."""
    text, gap, tail = raw.decode().rpartition('\n\n')
    require(gap and tail[-1:] == '\n' and not re.search(r'[\0-\t\v-\x1f]', text + tail), 'not a signed note')
    lines = [re.fullmatch(r'\u2014 ([^\s+]+) (\S+)', line) for line in tail[:-1].split('\n')]
    require(all(lines) and len(lines) <= 64, 'not the signatures of a note')
    return text + '\n', [(line[1], unbase64(line[2])) for line in lines if line]
def note_signed(note: Note, key: Key) -> bool:
    """Whether this key signed, and no signature in its name is wrong. Those of others (witnesses) are passed over."""
    mine = [raw[4:] for name, raw in note[1] if (name, raw[:4]) == (key.name, key.id)]
    return bool(mine) and all(signature_right(key.public, note[0].encode(), one) for one in mine)
@malformed_is('checkpoint')
def open_checkpoint(raw: bytes, keys: List[Key]) -> Checkpoint:
    """A checkpoint of this log, signed by the key that the office had at that size."""
    note = split_note(raw)
    origin, size, root, *more = note[0][:-1].split('\n')
    require(origin == keys[0].name, f'a checkpoint is of another log: {origin[:200]!a}', 'origin')
    require(re.fullmatch('0|[1-9][0-9]{0,15}', size) and len(unbase64(root)) == 32 and all(more), 'no checkpoint')
    key = [key for key in keys if key.since < int(size)][-1]
    require(note_signed(note, key), f'the checkpoint of size {size} is not signed by {key.text!a}', 'signature')
    return Checkpoint(int(size), unbase64(root), note[0])
@malformed_is('signature')
def read_keys(read: Read, trusted: Optional[Key]) -> List[Key]:
    """The office's keys, oldest first; with each change comes a note signed by both. Yours must be one of them."""
    texts, rotations = need(read, 'ledger/key').decode().split(), (read('ledger/rotations', SMALL) or b'').decode()
    notes = [split_note(note.encode()) for note in re.split('(?m)^--\n', rotations) if note.strip()]
    require(len(texts) == len(notes) + 1 <= 100, 'there is not one note for each change of key')
    keys = [parse_vkey(texts[0])]
    for text, note in zip(texts[1:], notes):
        keys.append(parse_vkey(text, int(note[0].split('\n')[-2])))
        require(keys[-1].name == keys[0].name and keys[-1].since > keys[-2].since, 'a change of key')
        require(note[0] == f'huiyin-ledger-key\n{keys[0].name}\n{text}\n{keys[-1].since}\n', 'a note on a key')
        require(note_signed(note, keys[-2]) and note_signed(note, keys[-1]), 'a change of key is not signed by both')
    require(not trusted or trusted.name == keys[0].name, 'your key is of another log', 'origin')
    require(not trusted or trusted.text in texts, 'your key is not among the keys of this log')
    return keys
def fingerprint(note: str) -> str:
    digest = note.encode()
    for _ in range(5001): digest = sha256(digest)
    return ' '.join(re.findall('.....', f'{int.from_bytes(digest[:16], "big") % 10**30:030d}'))

# ---- Files (C2SP tlog-tiles) ----
def reader(place: str) -> Read:
    """Reads below a folder or an address. OSError when it fails or a file is too long."""
    def read(path: str, most: int) -> Optional[bytes]:
        remote, file = '://' in place, Path(place, path)
        if not remote and not file.is_file(): return None
        try:
            with urllib.request.urlopen(f'{place}/{path}', timeout=60) if remote else file.open('rb') as stream:
                raw = stream.read(most + 1)
        except urllib.error.HTTPError as error:
            if error.code == 404: return None
            raise
        except (ValueError, http.client.HTTPException) as error: raise OSError(f'{place}/{path}: {error}') from None
        if len(raw) > most: raise OSError(f'{path} is longer than {most} bytes')
        return raw
    return read
def need(read: Read, path: str) -> bytes:
    raw = read(path, SMALL)
    if raw is None: raise Wrong('missing', f'{path} is not there')
    return raw
def read_tile(read: Read, kind: Any, n: int, width: int) -> Tuple[Optional[bytes], int]:
    """A tile of this width, or, where that one is gone, the full one; and how wide it is."""
    path = f'ledger/tile/{kind}/' + re.sub('(...)(?=.)', r'x\1/', str(n).zfill((len(str(n)) + 2) // 3 * 3))
    raw = read(f'{path}.p/{width}', BUNDLE) if width < 256 else None
    return (raw, width) if raw is not None else (read(path, BUNDLE), 256)
@malformed_is('tile')
def read_bundle(read: Read, n: int, width: int) -> List[bytes]:
    """The entries of a bundle, each after its length in two bytes."""
    raw, held = read_tile(read, 'entries', n, width)
    if raw is None: raise Wrong('missing', f'the bundle of entries {n} is not there')
    entries, at = [], 0
    for _ in range(held):
        start, at = at + 2, at + 2 + int.from_bytes(raw[at:at + 2], 'big')
        entries.append(raw[start:at])
    require(at == len(raw), f'the bundle of entries {n} has a wrong length')
    return entries[:width]
def check_tiles(read: Read, hashes: List[bytes], report: Report) -> None:
    """Every tile of hashes that is there, on every level, against the hashes of the entries."""
    level = 0
    while hashes:
        parts = [hashes[i:i + 256] for i in range(0, len(hashes), 256)]
        for n, part in enumerate(parts):
            raw, held = read_tile(read, level, n, len(part))
            if raw is not None and (len(raw) != 32 * held or raw[:32 * len(part)] != b''.join(part)):
                add(report, 'tile', f'tile {n} of level {level} has not the hashes of the entries')
        level, hashes = level + 1, [root_of(part) for part in parts if len(part) == 256]

# ---- Entries ----
DAY, NAME, MANY, TRUTH = '"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}"', r'"[ !#-[\]-~]{1,500}"', '[1-9][0-9]{0,8}', 'true|false'
OPENING = ','.join(f'"{name}":(0|{MANY})' for name in 'answered declined issued owed set_aside withdrawn'.split())
VALUES = {'v': '1', 'day': DAY, 'due': DAY, 'start': DAY, 'until': DAY, 'case': '"[A-Za-z0-9_-]{43}"', 'n': MANY,
          'reply': MANY, 'stop': MANY, 'stars': '[1-5]', 'coarse': 'true', 'hours': 'true', 'replied': TRUTH,
          'late_original': TRUTH, 'late_due': TRUTH, 'calendar': '"[0-9a-f]{64}"', 'rules': '"huiyin-rates-1"',
          'term': '"[1-9][0-9]{0,2}[wdh]"', 'counts': rf'\{{{OPENING}\}}'}  # the others: NAME
FIELDS = {'opening': 'counts key', 'day': 'calendar', 'key': 'key', 'rated': '@ stars', 'set_aside': '@ code',
          'received reopened': '@ due calendar rules hours? start? term? kind? channel? category? area?',
          'clock_stopped': '@ stop until? due? calendar? late_due?', 'assigned': '@ department?',
          'clock_started': '@ stop? due? calendar? late_due?', 'extended due_moved': '@ due calendar late_due?',
          'answered declined delivered': '@ reply replied late_original? late_due?',
          'withdrawn merged unmerged unassigned invited': '@'}  # @ of a case, ? may be absent
def shape(event: str, fields: str) -> 're.Pattern[str]':
    """What the line of an entry is: its fields in order, and nothing else. What matches is canonical, too."""
    names = sorted((fields.replace('@', 'case n coarse?') + ' v day event').split())
    values = [VALUES.get(name.strip('?'), f'"{event}"' if name == 'event' else NAME) for name in names]
    return re.compile(''.join(f'("{n.strip("?")}":({v}),)' + '?' * n.count('?') for n, v in zip(names, values)))
PRECISE = {'start', 'term', 'kind', 'channel', 'category', 'area'}  # what a coarse entry may not have
SHAPES = {event: shape(event, fields) for events, fields in FIELDS.items() for event in events.split()}
@lru_cache(maxsize=None)
def date_of(day: str) -> date: return date.fromisoformat(day)
def shift(day: str, days: int) -> str: return (date_of(day) + timedelta(days)).isoformat()
@malformed_is('entry')
def parse_entry(raw: bytes) -> Entry:
    """One line of canonical JSON with the fields of its event."""
    line = raw.decode('ascii')
    event = (re.search('"event":"([a-z_]+)"', line) or [''] * 2)[1]
    require(event in SHAPES, 'unknown event')
    require(line[0] + line[-1] == '{}' and SHAPES[event].fullmatch(line[1:-1] + ','), f'not the fields of {event}')
    e = json.loads(line)
    days = [date_of(e[name]) for name in ('day', 'due', 'until', 'start') if name in e]
    require('case' not in e or ('due' in e) == ('calendar' in e), 'due and calendar stand together')
    if 'coarse' in e: require(all(day.weekday() == 6 for day in days) and not PRECISE & set(e), 'too exact')
    require(('start' in e) == ('term' in e), 'start and term stand together')
    require('term' not in e or ('hours' in e) == (e['term'][-1] == 'h'), 'hours and term')
    require(event != 'received' or e['n'] == 1, 'received is not the first entry of its case')
    return e
class Calendar:
    """The working days by one ledger/calendars/HASH.json."""
    def __init__(self, raw: bytes, name: str) -> None:
        file = canonical(raw)
        require(sha256(raw).hex() == name and file['v'] == 1, f'calendar {name} has not the hash it is named by')
        self.years = {int(year['year']) for year in file['years']}
        self.off, self.on = ({day for year in file['years'] for day in year[kind]} for kind in ('holidays', 'workdays'))
    def works(self, day: date) -> bool:
        fixed = ['01-01', '05-01', '10-01', '10-02', '10-03'] + ['05-02'] * (day.year >= 2025)
        free = day.weekday() > 4 or str(day) in self.off or (day.year not in self.years and str(day)[5:] in fixed)
        return str(day) in self.on or not free
    @lru_cache(maxsize=None)
    def after(self, start: str, n: int) -> str:
        """The n-th working day after this day."""
        day = date_of(start)
        while n: day, n = day + timedelta(1), n - self.works(day + timedelta(1))
        return day.isoformat()
    def due_right(self, e: Entry) -> bool:
        n, unit, start = int(e['term'][:-1]), e['term'][-1], e['start']
        due = self.after(start, n) if unit == 'w' else shift(start, n) if unit == 'd' else max(e['day'], e['due'])
        return start in (e['day'], self.after(e['day'], 1)) and e['due'] == due
def canonical(raw: bytes) -> Any:
    found = json.loads(raw.decode())
    again = json.dumps(found, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    require(again == raw.decode(), 'not canonical JSON')
    return found

# ---- Counting ----
@dataclass
class Stop:
    """A time for which the clock stands; its last day is NEVER until it is known."""
    begun: str; last: str; late: bool; ended: bool = False
    def stands(self, day: str) -> bool: return not self.ended and self.last >= day
    def end(self, day: str) -> None: self.last, self.ended = day, True
@dataclass
class Round:
    """One time that a case is owed an answer: its days, its stops, and the entry that ended it."""
    begun: str; event: str; hours: bool; original: str; due: str; concluded: str = NEVER; extensions: int = 0
    end: Entry = field(default_factory=dict); stops: List[Stop] = field(default_factory=list)
    def in_time(self, due: str, flag: str) -> bool:
        return bool(self.end.get('replied')) and self.concluded <= due and not self.end.get(flag)
    def overdue(self, last: str) -> bool:
        """Owed at the end of this day, past the due date, and the clock does not stand."""
        at = self.due
        for stop in self.stops:
            if stop.begun > at or stop.late: continue
            if stop.last > last: return False
            at = max(at, stop.last)
        return self.concluded == NEVER and self.due <= last
    def change(self, e: Entry, day: str) -> None:
        """The effect of an entry. ValueError where it contradicts what came before."""
        if self.concluded != NEVER: return
        exact = 'coarse' not in e and not self.hours
        require(not exact or not {'late_original', 'late_due'} & set(e), 'says what is late where days alone decide')
        if e['event'] == 'clock_stopped':
            require(e['stop'] == len(self.stops) + 1, 'the stops of a round are not numbered 1, 2, 3')
            self.stops.append(Stop(day, e.get('until', NEVER), e.get('late_due', False)))
        elif 'stop' in e: self.stops[e['stop'] - 1].end(day)
        if 'due' in e: self.due = e['due']
        for stop in self.stops:
            if 'due' in e and stop.stands(day): stop.late = e.get('late_due', False)
        self.extensions += e['event'] == 'extended'
        if e.get('replied') or e['event'] in ('declined', 'withdrawn', 'set_aside'): self.concluded, self.end = day, e
class Case:
    """What the entries of a case by the end of the week come to. Its group may be one that is not named."""
    def __init__(self) -> None:
        self.n, self.rounds, self.week = 0, [], Counter()  # type: int, List[Round], Counter
        self.replies, self.delivered = [], set()  # type: List[int], Set[int]
        self.kind, self.department = NAMELESS, None  # type: Any, Any
    @malformed_is('entry')
    def take(self, e: Entry, day: str, in_week: bool) -> None:
        if in_week: self.week[e['event'] + str(e.get('stars', ''))] += 1
        if in_week and e['event'] in ('answered', 'declined'): self.replies.append(e['reply'])
        if e['event'] == 'delivered': self.delivered.add(e['reply'])
        if self.kind is NAMELESS: self.kind = e.get('kind', NAMELESS)
        if e['event'] == 'assigned': self.department = e.get('department', NAMELESS)
        if e['event'] == 'unassigned': self.department = None
        if 'rules' in e: self.rounds.append(Round(day, e['event'], 'hours' in e, e['due'], e['due']))
        elif self.rounds: self.rounds[-1].change(e, day)
    def numbers(self, first: str, last: str) -> Dict[str, int]:
        """This case's part of each number of the week."""
        def within(day: str) -> bool: return first <= day <= last
        counted = [r for r in self.rounds if r.end.get('event') != 'withdrawn']
        due, extended = [r for r in counted if within(r.original)], [r for r in counted if within(r.due)]
        return {
            'received': sum(within(r.begun) for r in self.rounds),
            'reopened': sum(within(r.begun) and r.event == 'reopened' for r in self.rounds),
            'carriedIn': sum(r.begun < first <= r.concluded for r in self.rounds),
            'concluded': sum(within(r.concluded) for r in self.rounds),
            'carriedOut': sum(r.concluded == NEVER for r in self.rounds),
            'cohort': bool(due), 'answered': bool(due) and all(r.end.get('replied') for r in due),
            'answeredOnTime': bool(due) and all(r.in_time(r.original, 'late_original') for r in due),
            'extensions': sum(r.extensions for r in due), 'cohortExtended': bool(extended),
            'answeredOnTimeExtended': bool(extended) and all(r.in_time(r.due, 'late_due') for r in extended),
            'overdue': sum(r.overdue(last) for r in self.rounds), 'replied': len(self.replies),
            'delivered': sum(reply in self.delivered for reply in self.replies), 'invited': self.week['invited'],
            **{f'rated{stars}': self.week[f'rated{stars}'] for stars in range(1, 6)}}

# ---- The log ----
class Log:
    """Takes the entries one after the other, checks order and dates, and keeps what counts by the last day."""
    def __init__(self, read: Read, first: str, last: str, size: int, report: Report) -> None:
        self.read, self.first, self.last, self.size, self.report = read, first, last, size, report
        self.leaves, self.keys, self.ends = [], [], set()  # type: List[bytes], List[Tuple[int, str]], Set[int]
        self.opened = self.closed = self.closed_in_size = self.open_day = ''
        self.before: Tuple[Any, ...] = ('',)
        self.cases: Dict[str, Case] = defaultdict(Case)
        self.calendars: Dict[str, Optional[Calendar]] = {}
    def take(self, raw: bytes) -> None:
        """Wrong if anything about this entry is; it is counted all the same, if it can be."""
        index = len(self.leaves)
        self.leaves.append(sha256(b'\0' + raw))
        e = parse_entry(raw)
        if e['day'] < self.open_day: self.late(index, e['day'])
        if 'key' in e: self.keys.append((index if index else -1, e['key']))
        require((e['event'] == 'opening') == (index == 0), 'opening is the first entry and no other', 'order')
        if e['event'] == 'opening': self.opened = e['day']
        if e['event'] == 'day': self.close(e['day'], index)
        if e['event'] not in ('opening', 'day'): self.place(e, index)
        exact = 'rules' in e and 'coarse' not in e
        require(not exact or ('start' in e) == bool(self.closed), 'start and term are missing, or too early', 'entry')
        calendar = self.calendar(e['calendar']) if 'calendar' in e else None
        if calendar and 'start' in e: require(calendar.due_right(e), 'start or due is not by the calendar', 'due_date')
    def late(self, index: int, day: str) -> None:
        self.report['late'] += 1
        if self.report['late'] <= MAX_LISTED:
            self.report['notices'].append(f'entry {index} of {day} is a late record: it counts for {self.open_day}')
    def close(self, day: str, index: int) -> None:
        """The end of a batch."""
        right = day > self.closed and day >= self.before[0]
        self.closed, self.open_day, self.before = max(day, self.closed), shift(max(day, self.closed), 1), ('',)
        self.ends.add(index + 1)
        if index < self.size: self.closed_in_size = self.closed
        require(right, f'{day} is closed after a later day, or before it is over', 'order')
    def place(self, e: Entry, index: int) -> None:
        """Checks the place of an entry in its batch (a key comes before the cases), and counts that of a case."""
        before, self.before = self.before, (e['day'], e.get('case', ''), e.get('n', 0))
        if 'case' in e: self.count(e, max(e['day'], self.open_day), index < self.size)
        require(self.before > before, 'not in the order of day, case and n', 'order')
        require(self.closed or e['day'] <= self.opened, 'later than the opening, but in its batch', 'order')
    def count(self, e: Entry, day: str, in_size: bool) -> None:
        """Counts an entry of a case by its effective day. Wrong if one of the case is missing before it."""
        case = self.cases[e['case']]
        n, case.n = case.n, e['n']
        if in_size and day <= self.last: case.take(e, day, day >= self.first)
        require(e['n'] == n + 1, f'after entry {n} of its case comes entry {e["n"]}', 'order')
    def calendar(self, name: str) -> Optional[Calendar]:
        """The calendar of this hash. What is wrong with it is told once."""
        if name not in self.calendars:
            require(len(self.calendars) < MAX_CALENDARS, 'there are too many calendars', 'calendar')
            self.calendars[name] = None
            raw = need(self.read, f'ledger/calendars/{name}.json')
            self.calendars[name] = malformed_is('calendar')(Calendar)(raw, name)
        return self.calendars[name]

# ---- A week, a proof ----
@malformed_is('numbers')
def compare_counts(rates: Any, counts: Dict[str, int], report: Report) -> None:
    for name in sorted({*counts, *rates['counts']}):
        theirs, ours = rates['counts'].get(name), counts.get(name)
        if type(theirs) is not int or theirs != ours:
            add(report, 'numbers', f'{name[:99]!a} is {str(theirs)[:99]!a}, but recomputed {ours}')
@malformed_is('groups')
def compare_groups(rates: Any, table: str, sums: Counter, report: Report) -> None:
    """Each published number of a group lies between the cases that name it, and those and the cases that name none."""
    for row in rates.get(table) or []:
        for number in GROUPED:
            least, theirs = sums[table, row['id'], number], row.get(number)
            most = least + sums[table, NAMELESS, number]
            if theirs is not None and not (type(theirs) is int and least <= theirs <= most):
                where = f'{table} {str(row["id"])[:99]!a}: {number}'
                add(report, 'groups', f'{where} is {str(theirs)[:99]!a}, not {least} to {most}')
@malformed_is('checkpoint')
def named_checkpoint(rates: Any, keys: List[Key], newest: Checkpoint) -> Checkpoint:
    """The checkpoint that the week's numbers were computed from."""
    ledger = rates['ledger']
    found = open_checkpoint(ledger['checkpoint'].encode(), keys)
    require((ledger['size'], unbase64(ledger['root'])) == found[:2], 'size and root are not those of the checkpoint')
    require(found.size <= newest.size, 'the week names a larger log than the newest checkpoint', 'fork')
    return found
def verify_week(read: Read, week: Tuple[str, str, str], trusted: Optional[Key], report: Report) -> None:
    """Checks everything; adds what differs to the report. Wrong where it cannot go on."""
    keys = read_keys(read, trusted)
    newest = named = open_checkpoint(need(read, 'ledger/checkpoint'), keys)
    require(newest.size <= MAX_ENTRIES, 'the log is larger than this verifier reads', 'checkpoint')
    rates: Any = None
    with noted(report):
        rates = malformed_is('numbers')(json.loads)(need(read, f'rates/{week[0]}.json'))
        named = named_checkpoint(rates, keys, newest)
    report.update(size=named.size, root=base64.b64encode(named.root).decode(), fingerprint=fingerprint(named.note))
    log = Log(read, week[1], week[2], named.size, report)
    for n in range((newest.size + 255) // 256):
        for raw in read_bundle(read, n, min(256, newest.size - 256 * n)):
            with noted(report, f'entry {len(log.leaves)}: '): log.take(raw)
    check_tiles(read, log.leaves, report)
    checks = [
        (root_of(log.leaves) == newest.root, 'root', 'the entries have not the root of the newest checkpoint'),
        (root_of(log.leaves[:named.size]) == named.root, 'fork', "the week's checkpoint is of another history"),
        ({newest.size, named.size} <= log.ends, 'checkpoint', 'a checkpoint does not stand after a closed day'),
        (log.keys == [(key.since, key.text) for key in keys], 'signature', "the log names other keys than ledger/key"),
        (log.closed_in_size >= week[2], 'not_closed', f'the log of size {named.size} does not close {week[2]}'),
        (log.opened and log.opened < week[1], 'before_ledger', f'the ledger was opened on {log.opened}')]
    for right, code, text in checks:
        if not right: add(report, code, text)
    compare(log, rates, report)
def compare(log: Log, rates: Any, report: Report) -> None:
    """Adds up what the cases come to, and compares it with what is published."""
    counts, sums = dict.fromkeys(Case().numbers('', ''), 0), Counter()  # type: Dict[str, int], Counter
    for case in log.cases.values():
        numbers = case.numbers(log.first, log.last)
        for name in counts: counts[name] += numbers[name]
        for name in GROUPED:
            sums['byKind', case.kind, name] += numbers[name]
            sums['byDepartment', case.department, name] += numbers[name]
    report['counts'] = counts
    if rates is None: return
    with noted(report): compare_counts(rates, counts, report)
    with noted(report): compare_groups(rates, 'byKind', sums, report)
    with noted(report): compare_groups(rates, 'byDepartment', sums, report)
@malformed_is('proof')
def verify_proof(raw: bytes, keys: List[Key], report: Report) -> None:
    """That the entry in this file is of the case whose number and salt are in it, and in the tree of a checkpoint."""
    head, _, note = raw.partition(b'\n\n')
    form = r'c2sp\.org/tlog-proof@v1\nextra (\S+)\nindex (0|[1-9][0-9]{0,15})((?:\n\S{44}){0,63})'
    parts = re.fullmatch(form, head.decode())
    if not parts: raise ValueError('not a proof file')
    extra, path = canonical(unbase64(parts[1])), [unbase64(line) for line in parts[3].split()]
    require(set(extra) == {'entry', 'number', 'salt'} and re.fullmatch('[0-9a-f]{32}', extra['salt']), 'number or salt')
    commitment = sha256(f'huiyin-case\n{extra["number"]}\n{extra["salt"]}'.encode())
    entry, found = parse_entry(extra['entry'].encode()), open_checkpoint(note, keys)
    report.update(size=found.size, root=base64.b64encode(found.root).decode(), fingerprint=fingerprint(found.note))
    require(base64.urlsafe_b64encode(commitment).decode().rstrip('=') == entry['case'], 'the entry is of another case')
    root = root_by_path(int(parts[2]), found.size, sha256(b'\0' + extra['entry'].encode()), path)
    require(root == found.root, 'the entry is not in the tree of the checkpoint')

# ---- The command ----
def week_days(name: str) -> Tuple[str, str, str]:
    """A week with its Monday and Sunday. ValueError for anything that is no week."""
    require(re.fullmatch('2[01][0-9]{2}-W[0-9]{2}', name), 'no week')
    return (name, *(date.fromisocalendar(int(name[:4]), int(name[6:]), day).isoformat() for day in (1, 7)))
def show(report: Report) -> None:
    print('agreed' if report['agreed'] else 'NOT agreed')
    for name in ('size', 'root', 'fingerprint'): print(f'  {name}: {report[name]}')
    for name, number in (report['counts'] or {}).items(): print(f'  {name}: {number}')
    if report['late']: print(f'  late records: {report["late"]}', *report['notices'], sep='\n    ')
    for one in report['differences']: print(f'{one["code"]}: {one["text"]}')
def main() -> int:
    parser = argparse.ArgumentParser(description='Verify a week of a ledger, or a proof.')
    for name in ('--dir', '--url', '--week', '--proof', '--vkey'): parser.add_argument(name)
    parser.add_argument('--json', action='store_true')
    given = parser.parse_args()
    if given.dir and given.url or bool(given.proof) == bool(given.week) or given.week and not (given.dir or given.url):
        parser.error('give --week with --dir or --url, or --proof')
    report: Report = {'agreed': False, **dict.fromkeys(('size', 'root', 'fingerprint', 'counts')), 'late': 0}
    report.update(differences=[], notices=[])
    try:
        if given.url: require(re.match('https?://', given.url), 'the address must begin with https:// or http://')
        if given.dir: require(Path(given.dir).is_dir(), f'{given.dir} is no folder')
        try: trusted = parse_vkey(given.vkey) if given.vkey else None
        except Wrong as wrong: raise ValueError(f'--vkey: {wrong.args[1]}')
        week = week_days(given.week) if given.week else None
        proof = Path(given.proof).read_bytes() if given.proof else b''
        read = reader((given.url or '').rstrip('/') or given.dir or '')
        with noted(report):
            require(trusted or given.dir or given.url, 'nobody vouches for the checkpoint: give --vkey', 'signature')
            if week: verify_week(read, week, trusted, report)
            else: verify_proof(proof, read_keys(read, trusted) if given.dir or given.url else [trusted], report)
    except (OSError, ValueError) as error:
        print(f'unreadable: {str(error)[:300]!a}', file=sys.stderr)
        return 2
    report['agreed'] = not report['differences']
    print(json.dumps({name: report[name] for name in report if name != 'notices'})) if given.json else show(report)
    return 0 if report['agreed'] else 1
if __name__ == '__main__':
    sys.exit(main())

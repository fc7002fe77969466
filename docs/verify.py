#!/usr/bin/env python3
"""Recompute a week of an office's public ledger, trusting nothing but a key. The rules are in ledger.md.

    python3 verify.py --dir DIR --week 2026-W46 [--vkey KEY] [--json]   (or --url https://HOST/public)
    python3 verify.py --proof FILE.tlog-proof --vkey KEY                (or the key of --dir, --url)

Exit: 0 all agrees, 1 something differs, 2 wrong usage or unreadable. Python 3.8 or later, nothing else."""
import argparse, base64, hashlib, http.client, json, os, re, sys, urllib.request
from collections import Counter, defaultdict, namedtuple
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache
from types import SimpleNamespace as Stop  # a time for which the clock stands
NEVER, NAMELESS = '~', object()  # later than any day; a group that is not named
Key = namedtuple('Key', 'text name id public since')  # it signs the sizes above `since`
UNCLEAR = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
class Wrong(Exception): """A difference (code, sentence) after which this step cannot go on."""
def require(right, text: str, code: str = ''):
    if not right: raise Wrong(code, text) if code else ValueError(text)
@contextmanager
def step(code: str, report=None, where: str = ''):
    """What is wrong inside, or cannot be understood, is a difference: raised, or listed (20 of a kind)."""
    try: yield
    except (Wrong, *UNCLEAR) as error:
        code, text = error.args if isinstance(error, Wrong) else (code, ascii(str(error)[:200])[1:-1])
        if report is None: raise Wrong(code, text) from None
        if [one['code'] for one in report['differences']].count(code) < 20:
            report['differences'].append({'code': code, 'text': where + text})

# ---- Ed25519 (RFC 8032), strict, in plain coordinates; the tree (RFC 6962) ----
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def decode_point(raw: bytes):
    sign, y = divmod(int.from_bytes(raw, 'little'), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square: x = x * pow(2, P // 4, P) % P
    require(y < P and x * x % P == square and (x or not sign), 'not a point of the curve')
    return (P - x if x & 1 != sign else x), y
def plus(p, q):
    (a, b), (c, d), k = p, q, D * p[0] * q[0] * p[1] * q[1]
    return (a * d + b * c) * pow(1 + k, -1, P) % P, (b * d + a * c) * pow(1 - k, -1, P) % P
def times(n: int, p): return plus(p if n & 1 else (0, 1), times(n >> 1, plus(p, p))) if n else (0, 1)
def signature_right(public: bytes, message: bytes, signature: bytes) -> bool:
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), 'little') % L
    s, (x, y) = int.from_bytes(signature[32:], 'little'), decode_point(public)
    x, y = plus(times(s % L, decode_point(b'\x58' + b'\x66' * 31)), times(h, (P - x, y)))
    return len(signature) == 64 and s < L and (y | (x & 1) << 255).to_bytes(32, 'little') == signature[:32]
def sha256(data: bytes) -> bytes: return hashlib.sha256(data).digest()
def split(size: int) -> int: return 1 << (size - 1).bit_length() - 1  # where a tree of several leaves divides
def root_of(leaves: list) -> bytes:
    if len(leaves) < 2: return leaves[0] if leaves else sha256(b'')
    return sha256(b'\1' + root_of(leaves[:split(len(leaves))]) + root_of(leaves[split(len(leaves)):]))
def root_by_path(index: int, size: int, leaf: bytes, path: list) -> bytes:
    require(index < size and (size > 1) == bool(path), 'the path of the proof has a wrong length')
    if size == 1: return leaf
    half, rest = split(size), path[:-1]
    if index < half: return sha256(b'\1' + root_by_path(index, half, leaf, rest) + path[-1])
    return sha256(b'\1' + path[-1] + root_by_path(index - half, size - half, leaf, rest))

# ---- Notes, keys and checkpoints (C2SP signed-note, tlog-checkpoint) ----
def unbase64(text: str) -> bytes:
    require(base64.b64encode(base64.b64decode(text)) == text.encode(), 'base64 is not in its one form')
    return base64.b64decode(text)
def parse_vkey(text: str, since: int = -1) -> Key:
    require(text.count('+') > 1, 'not a verifier key')
    name, key_id, raw = *text.split('+', 2)[:2], unbase64(text.split('+', 2)[2])
    require(re.fullmatch(r'\S+', name) and len(raw) == 33 and raw[0] == 1 and decode_point(raw[1:]) and
            sha256(name.encode() + b'\n' + raw)[:4].hex() == key_id, 'not an Ed25519 verifier key')
    return Key(text, name, bytes.fromhex(key_id), raw[1:], since)
def split_note(raw: bytes):
    """The text of a note; and of each of its signatures the name, and the key's id with the signature."""
    form = r'((?:[^\0-\x1f]|\n)*\n)\n((?:\u2014 [^\s+]+ \S+\n){1,64})'
    text, tail = re.fullmatch(form, raw.decode()).groups()
    return text, [(name, unbase64(signature)) for _, name, signature in map(str.split, tail[:-1].split('\n'))]
def note_signed(note, key: Key) -> bool:
    """Whether this key signed, and no signature in its name is wrong. Those of witnesses are passed over."""
    mine = [raw[4:] for name, raw in note[1] if (name, raw[:4]) == (key.name, key.id)]
    return bool(mine) and all(signature_right(key.public, note[0].encode(), one) for one in mine)
@step('checkpoint')
def open_checkpoint(raw: bytes, keys: list):
    """Size, root and text of a checkpoint of this log, signed by the key that the office had at that size."""
    note = split_note(raw)
    origin, size, root, *more = note[0][:-1].split('\n')
    require(origin == keys[0].name, f'a checkpoint is of another log: {origin[:200]!a}', 'origin')
    right = re.fullmatch('0|[1-9][0-9]{0,15}', size) and len(unbase64(root)) == 32 and all(more)
    require(right, 'not a checkpoint')
    key = [key for key in keys if key.since < int(size)][-1]
    require(note_signed(note, key), f'checkpoint {size} is not signed by {key.text!a}', 'signature')
    return int(size), unbase64(root), note[0]
@step('signature')
def read_keys(read, trusted) -> list:
    """The office's keys, oldest first; each change in a note signed by both. Yours must be one of them."""
    texts, rotations = read('ledger/key').decode().split(), (read('ledger/rotations', False) or b'').decode()
    notes = [split_note(one.encode()) for one in re.split('(?m)^--\n', rotations) if one.strip()]
    keys = [parse_vkey(text, int(note[0].split('\n')[-2])) for text, note in zip(texts, [('-1\n',), *notes])]
    require(len(texts) == len(notes) + 1 <= 100, 'there is not one note for each change of key')
    for old, new, note in zip(keys, keys[1:], notes):
        right = f'huiyin-ledger-key\n{old.name}\n{new.text}\n{new.since}\n' == note[0]
        require(right and new.name == old.name and old.since < new.since, 'not a note on a change of key')
        require(note_signed(note, old) and note_signed(note, new), 'a change of key is not signed by both')
    require(not trusted or trusted.name == keys[0].name, 'your key is of another log', 'origin')
    require(not trusted or trusted.text in texts, 'your key is not among the keys of this log')
    return keys
def describe(size: int, root: bytes, note: str) -> dict:
    digest = note.encode()
    for _ in range(5001): digest = sha256(digest)
    digits = re.findall('.....', f'{int.from_bytes(digest[:16], "big") % 10**30:030d}')
    return dict(size=size, root=base64.b64encode(root).decode(), fingerprint=' '.join(digits))

# ---- Files (C2SP tlog-tiles) ----
def reader(place: str):
    """Reads files below a folder or an address. OSError when it fails or one is too long."""
    def read(path: str, needed: bool = True, most: int = 1 << 20):
        url = f'{place}/{path}'
        try:
            with urllib.request.urlopen(url, timeout=60) if '://' in url else open(url, 'rb') as file:
                raw = file.read(most + 1)
            require(len(raw) <= most, 'too long')
            return raw
        except (OSError, ValueError, http.client.HTTPException) as error:
            absent = isinstance(error, (FileNotFoundError, IsADirectoryError, NotADirectoryError))
            if not absent and getattr(error, 'code', 0) != 404: raise OSError(f'{path}: {error}') from None
        return require(not needed, f'{path} is not there', 'missing')
    return read
def read_tile(read, kind, n: int, width: int):
    """A tile of this width, or, where that one is gone, the full one; and how wide it is."""
    path = f'ledger/tile/{kind}/' + re.sub('(...)(?=.)', r'x\1/', str(n).zfill((len(str(n)) + 2) // 3 * 3))
    raw = read(f'{path}.p/{width}', False, 256 * 65537) if width < 256 else None
    return (raw, width) if raw is not None else (read(path, kind == 'entries', 256 * 65537), 256)
@step('tile')
def read_bundle(read, n: int, width: int) -> list:
    (raw, held), entries, at = read_tile(read, 'entries', n, width), [], 0
    for _ in range(held):  # each entry comes after its length in two bytes
        start, at = at + 2, at + 2 + int.from_bytes(raw[at:at + 2], 'big')
        entries.append(raw[start:at])
    require(at == len(raw), f'the bundle of entries {n} has a wrong length')
    return entries[:width]
def check_tiles(read, hashes: list, report: dict, level: int = 0):
    """Every tile of hashes that is there, on this level and above, against the hashes of the entries."""
    parts = [hashes[i:i + 256] for i in range(0, len(hashes), 256)]
    for n, part in enumerate(parts):
        raw, held = read_tile(read, level, n, len(part))
        right = raw is None or len(raw) == 32 * held and raw.startswith(b''.join(part))
        with step('tile', report): require(right, f'tile {level}/{n} has not the hashes of the entries')
    if parts: check_tiles(read, [root_of(part) for part in parts if len(part) == 256], report, level + 1)

# ---- Entries ----
def each(table: dict) -> dict:
    return {name: value for names, value in table.items() for name in names.split()}
NAME, MANY = r'"[ !#-[\]-~]{1,500}"', '[1-9][0-9]{0,8}'
STATES = ('answered', 'declined', 'issued', 'owed', 'set_aside', 'withdrawn')
COUNTS = ','.join(f'"{name}":(0|{MANY})' for name in STATES)
DAYS = ('day', 'due', 'until', 'start')
VALUES = each({'day due start until': '"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}"', 'stars': '[1-5]',
               'n reply stop': MANY, 'coarse hours': 'true', 'replied late_original late_due': 'true|false',
               'v': '1', 'calendar': '"[0-9a-f]{64}"', 'case': '"[A-Za-z0-9_-]{43}"',
               'rules': '"huiyin-rates-1"',
               'term': '"[1-9][0-9]{0,2}[wdh]"', 'counts': r'\{' + COUNTS + r'\}'})  # others: NAME
FIELDS = {'opening': 'counts key', 'day': 'calendar', 'key': 'key', 'rated': '@ stars', 'set_aside': '@ code',
          'received reopened': '@ due calendar rules hours? start? term? kind? channel? category? area?',
          'clock_stopped': '@ stop until? due? calendar? late_due?', 'assigned': '@ department?',
          'clock_started': '@ stop? due? calendar? late_due?',
          'extended due_moved': '@ due calendar late_due?',
          'answered declined delivered': '@ reply replied late_original? late_due?',
          'withdrawn merged unmerged unassigned invited': '@'}  # @ of a case, ? may be absent
def shape(fields: str):
    """What the line of an entry is: its fields in order, and nothing else. What matches is canonical, too."""
    names = sorted((fields.replace('@', 'case n coarse?') + ' v day event').split())
    parts = [(name.strip('?'), '?' * name.count('?')) for name in names]
    return re.compile(''.join(f'("{name}":({VALUES.get(name, NAME)}),){maybe}' for name, maybe in parts))
SHAPES = each({events: shape(fields) for events, fields in FIELDS.items()})
def canonical(raw: bytes):
    again = json.dumps(json.loads(raw.decode()), sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    return require(again == raw.decode(), 'not canonical JSON') or json.loads(raw.decode())
@step('entry')
def parse_entry(raw: bytes) -> dict:
    e = json.loads(raw.decode('ascii'))
    require(SHAPES[e['event']].fullmatch(raw[1:-1].decode() + ','), 'not the fields of its event')
    sundays = [date.fromisoformat(e[name]).weekday() == 6 for name in DAYS if name in e]
    exact = {'start', 'term', 'kind', 'channel', 'category', 'area'} & {*e}
    require('coarse' not in e or all(sundays) and not exact, 'too exact for a coarse entry')
    pairs = ('start' in e) == ('term' in e) and ('case' not in e or ('due' in e) == ('calendar' in e))
    require(pairs and ('term' not in e or ('hours' in e) == ('h' in e['term'])), 'fields do not agree')
    require(e['event'] != 'received' or e['n'] == 1, 'received is not the first entry of its case')
    return e
def shift(day: str, days: int) -> str: return str(date.fromisoformat(day) + timedelta(days))
@step('calendar')
def read_calendar(read, name: str):
    """Which is the n-th working day after a day, as a function, by the calendar of this hash."""
    raw = read(f'ledger/calendars/{name}.json')
    require(sha256(raw).hex() == name and canonical(raw)['v'] == 1, f'calendar {name} has not its hash')
    years = {int(one['year']): one for one in canonical(raw)['years']}
    off, on = ({day for one in years.values() for day in one[of]} for of in ('holidays', 'workdays'))
    def works(day: str) -> bool:
        fixed = '01-01|05-01|10-0[123]' + '|05-02' * (day > '2025')
        law = int(day[:4]) not in years and re.match(fixed, day[5:])
        return day in on or not (law or day in off or date.fromisoformat(day).weekday() > 4)
    @lru_cache(None)
    def after(day: str, n: int) -> str:
        while n: day, n = shift(day, 1), n - works(shift(day, 1))
        return day
    return after
def due_right(e: dict, after) -> bool:
    n, start = int(e['term'][:-1]), e['start']
    due = {'w': after(start, n), 'd': shift(start, n), 'h': max(e['day'], e['due'])}[e['term'][-1]]
    return start in (e['day'], after(e['day'], 1)) and e['due'] == due

# ---- Counting ----
class Round:
    """One time that a case is owed an answer, from the entry that began it to the one that concluded it."""
    def __init__(self, first: dict, day: str):
        self.first, self.begun, self.original, self.due = first, day, first['due'], first['due']
        self.concluded, self.end, self.stops, self.extensions = NEVER, {}, [], 0
    def in_time(self, due: str, flag: str) -> bool:
        return self.end.get('replied', False) and self.concluded <= due and not self.end.get(flag)
    def overdue(self, last: str) -> bool:
        at = self.due
        for stop in self.stops: at = at if stop.begun > at or stop.late else max(at, stop.last)
        return self.concluded == NEVER and at <= last
    def change(self, e: dict, day: str):
        """The effect of an entry. ValueError or LookupError where it contradicts what came before."""
        late, coarse = e.get('late_due', False), {'coarse', 'hours'} & {*e, *self.first}
        require(coarse or not {'late_original', 'late_due'} & {*e}, 'says what is late where days decide')
        if e['event'] == 'clock_stopped':
            require(e['stop'] == len(self.stops) + 1, 'stops are not numbered 1, 2, 3')
            self.stops.append(Stop(begun=day, last=e.get('until', NEVER), late=late, ended=False))
        elif 'stop' in e: vars(self.stops[e['stop'] - 1]).update(last=day, ended=True)
        for stop in self.stops:
            if 'due' in e and not stop.ended and stop.last >= day: stop.late = late
        self.due, self.extensions = e.get('due', self.due), self.extensions + (e['event'] == 'extended')
        ends = e.get('replied') or e['event'] in ('declined', 'withdrawn', 'set_aside')
        if ends: self.concluded, self.end = day, e
class Case:
    """What the entries of a case by the end of the week come to."""
    def __init__(self):
        self.n, self.rounds, self.week, self.replies, self.delivered = 0, [], Counter(), [], set()
        self.kind, self.department = NAMELESS, None
    def take(self, e: dict, day: str, in_week: bool):
        event = e['event']
        if in_week: self.week[f'{event}{e.get("stars", "")}'] += 1
        if in_week and event in ('answered', 'declined'): self.replies.append(e['reply'])
        if event == 'delivered': self.delivered.add(e['reply'])
        if self.kind is NAMELESS: self.kind = e.get('kind', NAMELESS)
        if event == 'assigned': self.department = e.get('department', NAMELESS)
        if event == 'unassigned': self.department = None
        if 'rules' in e: self.rounds.append(Round(e, day))
        elif self.rounds and self.rounds[-1].concluded == NEVER: self.rounds[-1].change(e, day)
    def numbers(self, first: str, last: str) -> dict:
        """This case's part of each number of the week."""
        def within(day: str) -> bool: return first <= day <= last
        rounds, counted = self.rounds, [r for r in self.rounds if r.end.get('event') != 'withdrawn']
        due, moved = [r for r in counted if within(r.original)], [r for r in counted if within(r.due)]
        begun = [r.first['event'] for r in rounds if within(r.begun)]
        return {'received': len(begun), 'reopened': begun.count('reopened'),
                'carriedIn': sum(r.begun < first <= r.concluded for r in rounds),
                'concluded': sum(within(r.concluded) for r in rounds),
                'carriedOut': sum(r.concluded == NEVER for r in rounds),
                'cohort': bool(due), 'answered': bool(due) and all(r.end.get('replied') for r in due),
                'answeredOnTime': bool(due) and all(r.in_time(r.original, 'late_original') for r in due),
                'extensions': sum(r.extensions for r in due), 'cohortExtended': bool(moved),
                'answeredOnTimeExtended': bool(moved) and all(r.in_time(r.due, 'late_due') for r in moved),
                'overdue': sum(r.overdue(last) for r in rounds), 'replied': len(self.replies),
                'delivered': sum(reply in self.delivered for reply in self.replies),
                **{name: self.week[name] for name in 'invited rated1 rated2 rated3 rated4 rated5'.split()}}
class Log:
    """Takes one entry after the other, checks order and dates, and keeps what counts by the last day."""
    def __init__(self, read, first: str, last: str, size: int, report: dict):
        self.read, self.first, self.last, self.size, self.report = read, first, last, size, report
        self.leaves, self.keys, self.ends, self.cases, self.calendars = [], [], set(), defaultdict(Case), {}
        self.opened, self.closed, self.closed_in_size, self.open_day, self.before = '', '', '', '', ('',)
    def take(self, raw: bytes):
        """Wrong if anything about this entry is; it is counted all the same, if it can be."""
        index = len(self.leaves)
        self.leaves.append(sha256(b'\0' + raw))
        e = parse_entry(raw)
        event, day, name = e['event'], e['day'], e.get('calendar')
        late = f'entry {index} of {day} is a late record: it counts for {self.open_day}'
        if day < self.open_day: self.report['late'].append(late)
        if 'key' in e: self.keys.append((index or -1, e['key']))
        require((event == 'opening') == (index == 0), 'opening is the first entry and no other', 'order')
        if event == 'opening': self.opened = day
        elif event == 'day': self.close(day, index)
        else: self.place(e, index < self.size)
        require('rules' not in e or 'coarse' in e or ('start' in e) == bool(self.closed), 'start and term')
        if name and name not in self.calendars:
            require(len(self.calendars) < 500, 'there are too many calendars', 'calendar')
            self.calendars[name] = None  # what is wrong with it is told once
            self.calendars[name] = read_calendar(self.read, name)
        right = 'start' not in e or not self.calendars[name] or due_right(e, self.calendars[name])
        require(right, 'start or due is not by the calendar', 'due_date')
    def close(self, day: str, index: int):
        right, self.closed = day > self.closed and day >= self.before[0], max(day, self.closed)
        self.open_day, self.before = shift(self.closed, 1), ('',)
        self.ends.add(index + 1)
        if index < self.size: self.closed_in_size = self.closed
        require(right, f'{day} is closed after a later day, or before it is over', 'order')
    def place(self, e: dict, in_size: bool):
        """Checks the place of an entry in its batch, and counts that of a case by its effective day."""
        before, self.before = self.before, (e['day'], e.get('case', ''), e.get('n', 0))
        case, day = self.cases[e.get('case')], max(e['day'], self.open_day)
        n, case.n = case.n, e.get('n', 0)
        if 'case' in e and in_size and day <= self.last: case.take(e, day, day >= self.first)
        require('case' not in e or case.n == n + 1, f'after entry {n} of a case comes {case.n}', 'order')
        right = self.before > before and (self.closed or e['day'] <= self.opened)
        require(right, 'not in the order of day, case and n', 'order')

# ---- A week, a proof, and the command ----
def verify_week(read, name: str, first: str, last: str, trusted, report: dict):
    """Adds what differs to the report. Wrong where it cannot go on."""
    keys, rates = read_keys(read, trusted), None
    newest = named = open_checkpoint(read('ledger/checkpoint'), keys)
    require(newest[0] <= 5_000_000, 'the log is larger than this verifier reads', 'checkpoint')
    with step('numbers', report):
        rates = json.loads(read(f'rates/{name}.json'))
        with step('checkpoint'):
            found = open_checkpoint(rates['ledger']['checkpoint'].encode(), keys)
            same = (rates['ledger']['size'], unbase64(rates['ledger']['root'])) == found[:2]
            require(same, 'size and root are not those of the checkpoint')
            require(found[0] <= newest[0], 'the week names a larger log than the newest checkpoint', 'fork')
            named = found
    report.update(describe(*named))
    log = Log(read, first, last, named[0], report)
    for n in range((newest[0] + 255) // 256):
        for raw in read_bundle(read, n, min(256, newest[0] - 256 * n)):
            with step('entry', report, f'entry {len(log.leaves)}: '): log.take(raw)
    check_tiles(read, log.leaves, report)
    for right, code, text in [
            (root_of(log.leaves) == newest[1], 'root', 'the entries have not the root of the checkpoint'),
            (root_of(log.leaves[:named[0]]) == named[1], 'fork', 'the week is of another history'),
            ({newest[0], named[0]} <= log.ends, 'checkpoint', 'a checkpoint is not after a closed day'),
            (log.keys == [(key.since, key.text) for key in keys], 'signature', 'the log names other keys'),
            (log.closed_in_size >= last, 'not_closed', f'the log of size {named[0]} does not close {last}'),
            ('' < log.opened < first, 'before_ledger', f'the ledger was opened on {log.opened}')]:
        with step(code, report): require(right, text)
    compare(log, rates, report)
def compare(log: Log, rates, report: dict):
    """Adds up what the cases come to, and compares it. A case of no named group may be of any."""
    counts, sums = dict.fromkeys(Case().numbers('', ''), 0), Counter()
    for case in log.cases.values():
        for name, number in case.numbers(log.first, log.last).items():
            counts[name] += number
            sums['byKind', case.kind, name] += number
            sums['byDepartment', case.department, name] += number
    report['counts'] = counts
    if rates is None: return
    with step('numbers', report):
        for name in sorted({*counts, *rates['counts']}):
            theirs = rates['counts'].get(name)
            with step('numbers', report, f'{name[:99]!a}: '):
                right = type(theirs) is int and theirs == counts.get(name)
                require(right, f'{str(theirs)[:99]!a}, but recomputed {counts.get(name)}')
    for table in ('byKind', 'byDepartment'):
        with step('groups', report):
            for row in rates.get(table) or []:
                for name in ('received', 'cohort', 'answeredOnTime'):
                    least, theirs = sums[table, row['id'], name], row.get(name)
                    most = least + sums[table, NAMELESS, name]
                    right = theirs is None or type(theirs) is int and least <= theirs <= most
                    with step('groups', report, f'{str(row["id"])[:99]!a}: {name} is '):
                        require(right, f'{str(theirs)[:99]!a}, not {least} to {most}')
@step('proof')
def verify_proof(raw: bytes, keys: list, report: dict):
    """The entry in this file is of the case whose number and salt are in it, and in a signed tree."""
    head, _, note = raw.partition(b'\n\n')
    form = r'c2sp\.org/tlog-proof@v1\nextra (\S+)\nindex (0|[1-9][0-9]{0,15})((?:\n\S{44}){0,63})'
    extra, index, path = re.fullmatch(form, head.decode()).groups()
    extra = canonical(unbase64(extra))
    right = {*extra} == {'entry', 'number', 'salt'} and re.fullmatch('[0-9a-f]{32}', extra['salt'])
    require(right, 'not the fields of a proof')
    commitment = sha256(f'huiyin-case\n{extra["number"]}\n{extra["salt"]}'.encode())
    line, path = extra['entry'].encode(), [unbase64(one) for one in path.split()]
    entry, found = parse_entry(line), open_checkpoint(note, keys)
    report.update(describe(*found))
    case = base64.urlsafe_b64encode(commitment).decode()[:43]
    require(case == entry['case'], 'the entry is of another case')
    require(root_by_path(int(index), found[0], sha256(b'\0' + line), path) == found[1],
             'the entry is not in the tree of the checkpoint')
def show(report: dict):
    print('agreed' if report['agreed'] else 'NOT agreed')
    for name in ('size', 'root', 'fingerprint'): print(f'  {name}: {report[name]}')
    for name, number in (report['counts'] or {}).items(): print(f'  {name}: {number}')
    if report['late']: print(f'  late records: {len(report["late"])}', *report['late'][:20], sep='\n    ')
    for one in report['differences']: print(f'{one["code"]}: {one["text"]}')
def week_days(name: str) -> list:
    """Monday and Sunday of a week."""
    require(re.fullmatch('2[01][0-9]{2}-W[0-9]{2}', name), 'no week')
    return [str(date.fromisocalendar(int(name[:4]), int(name[6:]), day)) for day in (1, 7)]
def main() -> int:
    parser = argparse.ArgumentParser(description='Verify a week of a ledger, or a proof.')
    for name in ('--dir', '--url', '--week', '--proof', '--vkey'): parser.add_argument(name)
    parser.add_argument('--json', action='store_true')
    given = parser.parse_args()
    place = (given.url or '').rstrip('/') or given.dir
    if given.dir and given.url or bool(given.proof) == bool(given.week) or given.week and not place:
        parser.error('give --week with --dir or --url, or --proof')
    report = {'agreed': False, 'size': None, 'root': None, 'fingerprint': None, 'counts': None, 'late': []}
    report['differences'] = []
    try:
        require(not given.url or re.match('https?://', given.url), 'the address must begin with https://')
        require(not given.dir or os.path.isdir(given.dir), f'{given.dir} is no folder')
        days, read = week_days(given.week) if given.week else [], reader(place)
        trusted = parse_vkey(given.vkey) if given.vkey else None
        with open(given.proof or os.devnull, 'rb') as file: proof = file.read()
        with step('', report):
            require(trusted or place, 'nobody vouches for the checkpoint: give --vkey', 'signature')
            if given.week: verify_week(read, given.week, *days, trusted, report)
            else: verify_proof(proof, read_keys(read, trusted) if place else [trusted], report)
    except (OSError, ValueError, LookupError) as error:
        print(f'unreadable: {str(error)[:300]!a}', file=sys.stderr)
        return 2
    report['agreed'] = not report['differences']
    print(json.dumps({**report, 'late': len(report['late'])})) if given.json else show(report)
    return 0 if report['agreed'] else 1
if __name__ == '__main__': sys.exit(main())

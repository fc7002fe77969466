// Keyboard shortcuts, confirmations, unsaved text, and live counts. Every page works without this file.

const all = (selector, root = document) => [...root.querySelectorAll(selector)]
const one = (selector, root = document) => root.querySelector(selector)

// --- Forms: confirm what cannot be undone; submit once ---

document.addEventListener('submit', event => {
  const form = event.target
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault()
    return
  }
  // The next person at this computer must not find any of it.
  if (form.action.endsWith('/sign-out')) sessionStorage.clear()
  if (!('once' in form.dataset)) return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = '1'
  // After the browser has read which button was pressed.
  setTimeout(() => {
    for (const button of all('button', form)) button.disabled = true
  })
})

// The back button shows the page as it was left: its forms can be sent again.
window.addEventListener('pageshow', () => {
  for (const form of all('form[data-sent]')) {
    delete form.dataset.sent
    for (const button of all('button', form)) button.disabled = false
  }
})

document.addEventListener('click', event => {
  if (event.target.closest('[data-print]')) window.print()
  if (event.target.closest('[data-keys]')) one('#keys')?.showModal()
  const ticker = event.target.closest('[data-tick-all]')
  if (ticker) {
    const boxes = all('input[name="number"]', ticker.form)
    const on = boxes.some(box => !box.checked)
    for (const box of boxes) box.checked = on
  }
})

// --- Unsaved text stays in this tab until it is sent ---

for (const area of all('textarea[data-keep]')) {
  const key = `huiyin ${area.dataset.keep}`
  const kept = sessionStorage.getItem(key)
  const told = one('.kept', area.form)
  if (kept !== null && kept !== area.value) {
    area.value = kept
    if (told) {
      told.hidden = false
      told.textContent = '上次没存的文字已放回。'
    }
  }
  area.addEventListener('input', () => {
    sessionStorage.setItem(key, area.value)
    // The editor says when the server has it.
    if (!told || area.dataset.keepAt) return
    told.hidden = false
    told.textContent = '写的内容已暂存在这台电脑上。'
  })
  area.form.addEventListener('submit', () => {
    // Removed only once the answer is here, so that a lost connection does not lose the text. A new version has a new key.
    setTimeout(() => {
      for (const name of Object.keys(sessionStorage)) {
        if (name.startsWith('huiyin draft ') && name !== key) sessionStorage.removeItem(name)
      }
    })
  })
}

// The server has it now.
for (const done of all('[data-forget]')) sessionStorage.removeItem(done.dataset.forget)

// --- Keyboard ---

const typing = target => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
const links = () => all('table.cases a.title')

function step(by) {
  const found = links()
  const at = found.indexOf(document.activeElement)
  const next = found[at === -1 ? (by > 0 ? 0 : found.length - 1) : at + by]
  next?.focus()
  next?.closest('tr').scrollIntoView({ block: 'nearest' })
}

function press(key) {
  const control = one(`[data-key="${key}"]`)
  if (!control) return false
  control.focus()
  control.scrollIntoView({ block: 'center' })
  return true
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  // In the queue: open the case, ready to be accepted. On a case: the button, for Enter to press.
  a: () => {
    if (press('a')) return
    const row = document.activeElement?.closest('tr[data-case]')
    if (row) location.href = `${one('a.title', row).href}#a`
  },
  r: () => press('r'),
  x: () => one('input[name="number"]', document.activeElement?.closest('tr[data-case]') ?? document)?.click(),
  '/': () => one('#find')?.focus(),
  g: () => {
    location.href = '/desk'
  },
  '?': () => one('#keys')?.showModal(),
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (typing(event.target)) {
    if (event.key === 'Escape') event.target.blur()
    return
  }
  if (one('dialog[open]')) {
    if (event.key === '?') one('#keys').close()
    return
  }
  const act = Object.hasOwn(KEYS, event.key) && KEYS[event.key]
  if (!act) return
  event.preventDefault()
  act()
})

if (location.hash === '#a') press('a')

// --- The number beside the bell: fetched when the page becomes visible, at intervals, and when something changed ---

const bell = one('#bell b')
async function ring() {
  if (!bell || document.hidden) return
  const response = await fetch('/desk/reminders/count').catch(() => null)
  if (!response?.ok) return
  const count = Number(await response.text())
  bell.dataset.count = count
  bell.textContent = count > 99 ? '99+' : count || ''
}
if (bell) {
  document.addEventListener('visibilitychange', ring)
  setInterval(ring, 60_000)
}

// --- Live counts: the server reports that something changed, and the page fetches it ---

const views = one('#views[data-live]')
if (views && 'EventSource' in window) {
  const source = new EventSource('/desk/live')
  source.addEventListener('changed', async () => {
    ring()
    const response = await fetch(`/desk/views?view=${encodeURIComponent(views.dataset.live)}`)
    if (response.ok) views.innerHTML = await response.text()
    else source.close()
  })
  window.addEventListener('pagehide', () => source.close())
}

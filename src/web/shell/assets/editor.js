// The editor of a case: pieces go in at the cursor, what is typed is kept on the server, @ completes names, and
// others on the same case show. The page works without any of it.

const token = form => form.elements['_csrf'].value

// --- 插入 ---

document.addEventListener('click', event => {
  const button = event.target.closest('[data-insert]')
  const area = document.querySelector('#draft-text')
  if (!button || !area) return
  event.preventDefault()
  const { selectionStart: from, selectionEnd: to } = area
  const before = area.value.slice(0, from)
  const piece = `${before && !/\s$/.test(before) ? '\n' : ''}${button.dataset.insert}`
  area.focus()
  area.setRangeText(piece, from, to, 'end')
  area.dispatchEvent(new Event('input', { bubbles: true }))
})

// --- 已保存 10:32 ---

for (const area of document.querySelectorAll('textarea[data-keep-at]')) {
  const { form } = area
  const told = form.querySelector('.kept')
  let timer
  let sending
  const save = async () => {
    sending?.abort()
    sending = new AbortController()
    const body = new URLSearchParams({
      _csrf: token(form),
      version: form.elements['version'].value,
      text: area.value,
    })
    try {
      const response = await fetch(area.dataset.keepAt, { method: 'POST', body, signal: sending.signal })
      told.textContent = response.ok ? await response.text() : '没有保存上，写的内容还在这台电脑上。'
    } catch (error) {
      if (error.name !== 'AbortError') told.textContent = '网络不通，写的内容还在这台电脑上。'
    }
  }
  area.addEventListener('input', () => {
    clearTimeout(timer)
    // The state that is shown no longer applies to the text.
    sending?.abort()
    told.textContent = ''
    timer = setTimeout(save, 1200)
  })
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    sending?.abort()
  })
}

// --- @ ---

let colleagues
const askColleagues = async url => {
  colleagues ??= fetch(url).then(r => (r.ok ? r.json() : []))
  return colleagues
}

for (const area of document.querySelectorAll('textarea[data-mention]')) {
  const list = document.createElement('ul')
  list.id = `${area.id}-names`
  list.className = 'names'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', '同事')
  list.hidden = true
  area.after(list)
  area.setAttribute('aria-autocomplete', 'list')
  area.setAttribute('aria-controls', list.id)
  let at = 0

  const open = () => !list.hidden
  const close = () => {
    list.hidden = true
    area.removeAttribute('aria-activedescendant')
  }
  const mark = to => {
    const items = [...list.children]
    at = (to + items.length) % items.length
    for (const [i, item] of items.entries()) item.setAttribute('aria-selected', String(i === at))
    area.setAttribute('aria-activedescendant', items[at].id)
  }
  const word = () => /[@＠]([\p{L}\p{N}_.-]{0,20})$/u.exec(area.value.slice(0, area.selectionStart))
  const take = name => {
    const begun = word()
    if (!begun) return close()
    const to = area.selectionStart
    area.setRangeText(`@${name} `, to - begun[0].length, to, 'end')
    close()
    area.focus()
  }

  area.addEventListener('input', async () => {
    const begun = word()
    if (!begun) return close()
    const people = await askColleagues(area.dataset.mention)
    const typed = begun[1].toLowerCase()
    const fits = people.filter(p => p.name.includes(typed) || p.login.startsWith(typed)).slice(0, 6)
    // The text changed while the names were being fetched.
    if (word()?.[1] !== begun[1] || fits.length === 0) return close()
    // Two people of one name are shown with their logins.
    const twice = name => people.filter(p => p.name === name).length > 1
    list.replaceChildren(
      ...fits.map((p, i) => {
        const item = document.createElement('li')
        item.id = `${list.id}-${i}`
        item.setAttribute('role', 'option')
        item.dataset.name = twice(p.name) ? p.login : p.name
        item.textContent = [p.name, p.login, p.department].filter(Boolean).join(' · ')
        return item
      }),
    )
    list.hidden = false
    mark(0)
  })
  area.addEventListener('keydown', event => {
    if (!open() || event.isComposing) return
    const act = {
      ArrowDown: () => mark(at + 1),
      ArrowUp: () => mark(at - 1),
      Enter: () => take(list.children[at].dataset.name),
      Tab: () => take(list.children[at].dataset.name),
      Escape: close,
    }[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  })
  // Before the field loses its focus.
  list.addEventListener('mousedown', event => {
    event.preventDefault()
    const item = event.target.closest('li')
    if (item) take(item.dataset.name)
  })
  area.addEventListener('blur', close)
}

// --- Others on this case ---

const others = document.querySelector('[data-live-case]')
if (others && 'EventSource' in window) {
  const source = new EventSource(`/desk/live?case=${others.dataset.liveCase}`)
  source.addEventListener('present', event => {
    const said = JSON.parse(event.data)
    others.textContent = said && `${said}。`
  })
  window.addEventListener('pagehide', () => source.close())
}

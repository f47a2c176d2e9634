/**
 * What makes the page answer to a pointer: tips on marks, policies left out, a site looked for, tables sorted. It asks
 * for nothing from elsewhere and keeps nothing; without it all can still be read. Marks carry their tip as `data-tip`,
 * policies are known by the variable of their colour (`var(--policy-0)`) and by `data-policy`.
 */
export const script = `
'use strict'
const all = (selector, within = document) => [...within.querySelectorAll(selector)]
const root = document.documentElement
root.classList.add('scripted')

// Tips follow the pointer; Escape takes them away.
const tip = document.createElement('div')
tip.id = 'tip'
tip.hidden = true
document.body.append(tip)
const showTip = ({ target, clientX, clientY }) => {
  const mark = target instanceof Element ? target.closest('[data-tip]') : null
  tip.hidden = mark === null
  if (mark === null) return
  tip.textContent = mark.getAttribute('data-tip')
  const left = Math.min(clientX + 14, innerWidth - tip.offsetWidth - 8)
  const above = clientY + 18 + tip.offsetHeight > innerHeight
  tip.style.left = Math.max(8, left) + 'px'
  tip.style.top = (above ? clientY - tip.offsetHeight - 12 : clientY + 18) + 'px'
}
document.addEventListener('pointermove', showTip)
document.addEventListener('pointerdown', showTip)
document.addEventListener('scroll', () => { tip.hidden = true }, { passive: true })
document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') tip.hidden = true })

// There is room for the filters on wide pages.
const wide = matchMedia('(min-width: 901px)')
const fold = document.querySelector('#filters details')
const unfold = () => { if (fold !== null) fold.open = wide.matches }
wide.addEventListener('change', unfold)
unfold()

// A policy is left out by a class on the root that the style sheet knows.
for (const box of all('#filters [type=checkbox]')) {
  const leave = () => root.classList.toggle('without-' + box.value, !box.checked)
  box.addEventListener('change', leave)
  leave()
}

// Rows and marks of other sites than the one looked for step back.
const search = document.getElementById('site-search')
search?.addEventListener('input', () => {
  const wanted = search.value.trim().toLowerCase()
  const isOther = (text) => !text.toLowerCase().includes(wanted)
  let found = 0
  for (const row of all('tr[data-site]')) {
    row.hidden = isOther(row.dataset.site)
    if (!row.hidden) found++
  }
  for (const mark of all('[data-sites] [data-tip]')) mark.classList.toggle('other', isOther(mark.getAttribute('data-tip')))
  document.getElementById('site-found').textContent =
    wanted === '' ? '' : found === 1 ? 'One row in the tables.' : found + ' rows in the tables.'
})

// A click on a head sorts by its column, a second one the other way round.
const valueOf = (row, column) => {
  const cell = row.cells[column]
  return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value)
}
const compare = (one, other) =>
  typeof one === typeof other
    ? typeof one === 'number' ? one - other : one.localeCompare(other, 'en', { numeric: true })
    : typeof one === 'number' ? -1 : 1
for (const head of all('table.sortable thead th')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.append(...head.childNodes)
  head.append(button)
  button.addEventListener('click', () => {
    const column = head.cellIndex
    const way = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1
    const body = head.closest('table').tBodies[0]
    const rows = [...body.rows].sort((one, other) => way * compare(valueOf(one, column), valueOf(other, column)))
    for (const other of all('th[aria-sort]', head.parentElement)) other.removeAttribute('aria-sort')
    head.setAttribute('aria-sort', way === 1 ? 'ascending' : 'descending')
    body.append(...rows)
  })
}
`

import test from 'ava'
import { draw, tipped } from './draw.js'

const values = [
  { x: 1, y: 2, tip: 'one & "two"' },
  { x: 2, y: 1 / 3, tip: 'three' },
]

test('a drawing is one image with one label; its marks tell their tips to the script alone', async (t) => {
  const svg = await draw(
    {
      data: { values },
      mark: { type: 'circle', aria: true },
      encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' }, ...tipped },
    },
    'dots',
    'Two <dots>',
  )
  t.regex(svg, /^<svg role="img" aria-label="Two &lt;dots&gt;"/)
  t.deepEqual(
    [...svg.matchAll(/ data-tip="([^"]*)"/g)].map(([, tip]) => tip),
    ['one &amp; &quot;two&quot;', 'three'],
  )
  t.is(svg.match(/ (role|aria-[a-z]+)=/g)!.length, 2)
  for (const [, id] of svg.matchAll(/ id="([^"]*)"/g)) t.regex(id, /^dots-/)
})

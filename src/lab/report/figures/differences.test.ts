/** What the pictures of differences show where points alone would not tell. */
import test from 'ava'
import { fakeRun, fakeStudy } from '../../testing/fake-runs.js'
import { reportPage } from '../page.js'

/** The SVG elements of a figure: the wide one and the narrow one. */
function drawings(page: string, id: string): string[] {
  const [, figure] = new RegExp(`<figure id="${id}">([^]*?)</figure>`).exec(page)!
  return [...figure.matchAll(/<svg[^]*?<\/svg>/g)].map(([svg]) => svg)
}

const page = reportPage(
  fakeStudy({
    runs: ['1', '2'].flatMap((seed) => [
      fakeRun({ policy: 'production', seed, meanWaitSeconds: 3_000, medianWaitSeconds: 1_000 }),
      fakeRun({ policy: 'random', seed, meanWaitSeconds: 9_000, medianWaitSeconds: 4_000 }),
    ]),
  }),
)

test('a difference of more than 100 % is an arrow with its size', async (t) => {
  for (const svg of drawings(await page, 'other-differences')) {
    t.regex(svg, />\+300 %<\/text>/)
    t.false(/>\+\d\d? %</.test(svg), 'what is on the scale has no size beside it')
  }
})

test('words stand beside the plot, or on a ground of their own above their points', async (t) => {
  const [wide, narrow] = drawings(await page, 'primary-differences')
  const [, place] = /translate\(([\d.]+),[\d.]+\)"[^>]*>\+200 [^<]*too few runs to say</.exec(wide)!
  t.true(Number(place) > 440, 'to the right of the plot')
  t.regex(narrow, /stroke="var\(--ground\)"[^>]*><tspan[^>]*>\+200/)
})

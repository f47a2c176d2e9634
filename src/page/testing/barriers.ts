import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What keeps somebody from using a page: rules of axe that it breaks, and that it scrolls sideways. */
export async function barriers(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<Found>(
    `axe.run(${JSON.stringify({ resultTypes: ['violations'], runOnly: rules })})`,
  )
  const broken = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`)
  const excess = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  return [...broken, ...(excess > 0 ? [`${excess} px wider than the window`] : [])]
}

interface Found {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}

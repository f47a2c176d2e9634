import test from 'ava'
import { style } from './style.js'

/** Relative luminance of a colour such as `#1c1f23` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

/** The colours of each scheme, by the names of their variables. */
const [light, dark] = [...style(8).matchAll(/:root \{[^}]*\}/g)].map(([rule]) =>
  Object.fromEntries([...rule.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name, colour])),
)

for (const [scheme, colours] of Object.entries({ light, dark })) {
  test(`${scheme}: words can be read (4.5 to 1), marks can be seen (3 to 1)`, (t) => {
    for (const name of ['text', 'soft', 'accent']) {
      for (const ground of ['ground', 'raised'])
        t.true(contrast(colours[name], colours[ground]) >= 4.5, `${name} on ${ground}`)
    }
    const marks = Object.keys(colours).filter((name) => /^(policy|phase)-/.test(name))
    t.is(marks.length, 15)
    for (const name of marks) t.true(contrast(colours[name], colours.ground) >= 3, name)
  })
}

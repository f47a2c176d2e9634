// `npm run conformance -- DIR [--json]`: makes the checkout ready, then runs the comparison, which reads the arguments itself.
import { setUp } from './set-up.mjs'

await setUp()
await import('../dist/src/conformance/main.js')

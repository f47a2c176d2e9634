/** The JSON Schemas of grid, scenario and mixture files, which editors use to complete and check them. */
import { z } from 'zod'
import { gridSchema } from './grid-schema.js'
import { scenarioSchema } from './scenario-schema.js'
import { mixtureSchema } from './synthetic-schema.js'

/** JSON Schema of grid files, as text. */
export function gridSchemaText(): string {
  return schemaText(gridSchema, 'Grid of ailuro', 'Sites, queues, network, storage and outages of a grid.')
}

/** JSON Schema of scenario files, as text. */
export function scenarioSchemaText(): string {
  return schemaText(scenarioSchema, 'Scenario of ailuro', 'A workload on a grid, and how the world around it behaves.')
}

/** JSON Schema of files of mixtures of work, as text. */
export function mixtureSchemaText(): string {
  return schemaText(mixtureSchema, 'Mixture of work of ailuro', 'Classes of synthetic work, and who submits it.')
}

/** A schema as JSON Schema, as text. */
export function schemaText(schema: z.ZodType, title: string, description: string): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return `${JSON.stringify({ title, description, ...json }, null, 2)}\n`
}

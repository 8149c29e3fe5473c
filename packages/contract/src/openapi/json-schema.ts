import { z } from 'zod'

export type JsonObject = { [name: string]: unknown }

/**
 * The JSON Schema of a wire schema. Named schemas (`meta.id`) land in `components`; everything refers to them.
 * The request side of each schema is written: what may be sent, and for answers what a client may count on.
 */
export function toJsonSchema(schema: z.ZodType, components: JsonObject): JsonObject {
  const {
    $schema: _,
    $defs,
    ...json
  }: JsonObject = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => {
      // The pattern for calendar dates is a page long and says what `format` says.
      if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time') delete jsonSchema.pattern
      delete jsonSchema['id']
    },
  })
  for (const [name, definition] of Object.entries(($defs ?? {}) as JsonObject)) {
    components[name] = pointAtComponents(definition)
  }
  return pointAtComponents(json) as JsonObject
}

function pointAtComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointAtComponents)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string'
        ? member.replace(/^#\/\$defs\//, '#/components/schemas/')
        : pointAtComponents(member),
    ]),
  )
}

type SampleLead = { firstName: string; lastName: string; email: string; company: string }

export type SampleList = { name: string; leads: readonly SampleLead[] }

/** Domains are those of RFC 2606, so that no sample can ever receive an e-mail. */
export const liveSamples: readonly SampleList[] = [
  {
    name: 'Manufacturing, DACH, 200+ employees',
    leads: [
      lead('Johanna', 'Brandt', 'brandt-antriebe.example', 'Brandt Antriebstechnik'),
      lead('Matthias', 'Keller', 'keller-metall.example', 'Keller Metallbau'),
      lead('Selin', 'Aydin', 'nordwerk.example', 'Nordwerk Maschinen'),
    ],
  },
  {
    name: 'Logistics, United States',
    leads: [
      lead('Marcus', 'Whitfield', 'lakeshore-freight.example', 'Lakeshore Freight'),
      lead('Priya', 'Raman', 'palmetto-logistics.example', 'Palmetto Logistics'),
      lead('Elena', 'Ortiz', 'ridgeline-carriers.example', 'Ridgeline Carriers'),
      lead('Thomas', 'Nguyen', 'harborway.example', 'Harborway Shipping'),
    ],
  },
  {
    name: 'Webinar attendees, autumn',
    leads: [
      lead('Aoife', 'Byrne', 'kestrel-analytics.example', 'Kestrel Analytics'),
      lead('Luca', 'Moretti', 'studio-moretti.example', 'Studio Moretti'),
    ],
  },
]

export const sandboxSamples: readonly SampleList[] = [
  {
    name: 'Sandbox list',
    leads: [
      lead('Test', 'Person', 'sandbox.example', 'Sandbox Company'),
      lead('Another', 'Person', 'sandbox.example', 'Sandbox Company'),
    ],
  },
]

function lead(firstName: string, lastName: string, domain: string, company: string): SampleLead {
  return { firstName, lastName, email: `${firstName}.${lastName}@${domain}`.toLowerCase(), company }
}

import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** The carriage returns are in the data. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', {
    files: {
      '/app/prices.csv': { content: 'sku,price\r\n17,4.20\r\n' },
      '/app/main.sh': {
        content:
          '#!/bin/sh\nwhile IFS=, read -r sku price; do echo "$sku costs $price"; done </app/prices.csv\necho serving\nexec sleep 10000\n',
        mode: 0o755,
      },
    },
    entrypoint: ['/app/main.sh'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('serving');
  return { target };
};

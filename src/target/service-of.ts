/** The service that a container belongs to. */
export interface ServiceName {
  readonly by: 'swarm' | 'compose';
  /** web; of Compose shop/web. */
  readonly name: string;
  /** Swarm's own id; empty for Compose. */
  readonly id: string;
  /** Its number in the service; empty where it has none. */
  readonly number: string;
}

/** The service that Compose or Swarm labelled it with (an event's attributes hold the same); null for none. */
export function serviceOf(labels: Readonly<Record<string, string>>): ServiceName | null {
  const swarm = labels['com.docker.swarm.service.name'];
  if (swarm) {
    const task = labels['com.docker.swarm.task.name'] ?? '';
    const number = /\.(\d+)\.[^.]+$/.exec(task)?.[1] ?? '';
    return { by: 'swarm', name: swarm, id: labels['com.docker.swarm.service.id'] ?? '', number };
  }
  const [project, service] = [labels['com.docker.compose.project'], labels['com.docker.compose.service']];
  if (!project || !service) return null;
  return {
    by: 'compose',
    name: `${project}/${service}`,
    id: '',
    number: labels['com.docker.compose.container-number'] ?? '',
  };
}

/** "swarm web", "compose shop/web". */
export function serviceText({ by, name }: ServiceName): string {
  return `${by} ${name}`;
}

export function isSameService(one: ServiceName | null, two: ServiceName | null): boolean {
  if (one === null || two === null || one.by !== two.by) return false;
  return one.id !== '' && two.id !== '' ? one.id === two.id : one.name === two.name;
}

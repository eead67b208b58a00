import type { ClusterNode, ClusterService, ClusterTask, SwarmMembership } from './cluster.ts';
import { asArray, asNumber, asObject, asText, asTime, type JsonObject } from './json.ts';
import { oneLine } from './one-line.ts';

/** The part of `GET /info` that tells of a Swarm; null when the engine is in none. */
export function toMembership(value: unknown): SwarmMembership | null {
  const swarm = asObject(value);
  if (asText(swarm.LocalNodeState) !== 'active') return null;
  return {
    nodeId: asText(swarm.NodeID),
    address: oneLine(asText(swarm.NodeAddr), 80),
    isManager: swarm.ControlAvailable === true,
    managers: asArray(swarm.RemoteManagers)
      .slice(0, 20)
      .map((one) => oneLine(asText(asObject(one).Addr), 80))
      .filter((one) => one !== ''),
  };
}

/** A row of `GET /services`. */
export function toService(value: unknown): ClusterService {
  const all = asObject(value);
  const spec = asObject(all.Spec);
  const update = asObject(all.UpdateStatus);
  const endpoint = asObject(all.Endpoint);
  return {
    id: asText(all.ID),
    name: oneLine(asText(spec.Name), 200),
    imageRef: imageOf(spec),
    previousImageRef: imageOf(asObject(all.PreviousSpec)),
    updatedAt: asTime(all.UpdatedAt) ?? '',
    updateState: asText(update.State),
    updateMessage: oneLine(asText(update.Message), 300),
    replicas: asNumber(asObject(asObject(spec.Mode).Replicated).Replicas),
    endpointMode: asText(asObject(endpoint.Spec).Mode) || asText(asObject(spec.EndpointSpec).Mode),
    virtualAddresses: asArray(endpoint.VirtualIPs)
      .slice(0, 50)
      .map((one) => ({
        networkId: asText(asObject(one).NetworkID),
        address: asText(asObject(one).Addr).replace(/\/\d+$/, ''),
      }))
      .filter(({ address }) => address !== ''),
  };
}

function imageOf(spec: JsonObject): string {
  return oneLine(asText(asObject(asObject(spec.TaskTemplate).ContainerSpec).Image), 400);
}

/** A row of `GET /tasks`. */
export function toTask(
  value: unknown,
  services: readonly ClusterService[],
  nodes: readonly ClusterNode[],
): ClusterTask {
  const all = asObject(value);
  const status = asObject(all.Status);
  const container = asObject(status.ContainerStatus);
  const id = asText(all.ID);
  const serviceId = asText(all.ServiceID);
  const slot = asNumber(all.Slot);
  const nodeId = asText(all.NodeID);
  const service = services.find((one) => one.id === serviceId)?.name ?? serviceId;
  const node = nodes.find((one) => one.id === nodeId)?.hostName ?? nodeId;
  const numbered = slot !== null && slot > 0;
  const exitCode = asNumber(container.ExitCode);
  const state = asText(status.State);
  return {
    id,
    serviceId,
    name: `${service}.${numbered ? slot : nodeId}.${id}`,
    place: numbered ? `${service}.${slot}` : `${service} on ${node}`,
    slot: numbered ? slot : null,
    nodeId,
    containerId: asText(container.ContainerID),
    state,
    desiredState: asText(all.DesiredState),
    message: oneLine(asText(status.Message), 200),
    error: oneLine(asText(status.Err), 400),
    exitCode: /^(?:complete|shutdown|failed)$/.test(state) && exitCode !== null && exitCode >= 0 ? exitCode : null,
    imageRef: oneLine(asText(asObject(asObject(all.Spec).ContainerSpec).Image), 400),
    createdAt: asTime(all.CreatedAt) ?? '',
    since: asTime(status.Timestamp) ?? '',
  };
}

/** A row of `GET /nodes`. */
export function toNode(value: unknown): ClusterNode {
  const all = asObject(value);
  const spec = asObject(all.Spec);
  const status = asObject(all.Status);
  return {
    id: asText(all.ID),
    hostName: oneLine(asText(asObject(all.Description).Hostname), 100),
    address: oneLine(asText(status.Addr), 80),
    state: asText(status.State),
    availability: asText(spec.Availability),
    role: asText(spec.Role),
  };
}

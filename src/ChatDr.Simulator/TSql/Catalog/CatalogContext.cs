using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Sessions;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>What catalog views look at.</summary>
internal sealed record CatalogContext(Instance Instance, SessionInfo Session, string Database);

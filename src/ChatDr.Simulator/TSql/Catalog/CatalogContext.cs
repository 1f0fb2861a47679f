using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.Engine.Sessions;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>What catalog views look at, and who looks.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Session">The session that asks.</param>
/// <param name="Database">The database whose views are asked.</param>
/// <param name="Login">The session's login as it is now.</param>
/// <param name="May">What the login may do at the server and in that database: rows of what it may not see are left out.</param>
/// <param name="Personality">The platform.</param>
internal sealed record CatalogContext(Instance Instance, SessionInfo Session, string Database, LoginAccount Login, Entitlements May, Personality Personality);

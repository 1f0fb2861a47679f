using ChatDr.Api.V1Alpha1;

namespace ChatDr.Lab.Demo;

/// <summary>How things stand, for people to look at.</summary>
/// <param name="Pool">The pool; null before it exists.</param>
/// <param name="Instances">What the SQL instances said last.</param>
/// <param name="ActiveChat">Active chat servers by site.</param>
/// <param name="LostSites">Sites that are lost.</param>
/// <param name="Order">The order under way; null when there is none.</param>
/// <param name="Acknowledged">Messages acknowledged.</param>
/// <param name="PerSecond">Acknowledgements in the last second.</param>
/// <param name="Violations">Invariants that were found broken.</param>
internal sealed record DemoView(
    StretchedChatPool? Pool,
    IReadOnlyList<InstanceSample> Instances,
    IReadOnlyDictionary<string, int> ActiveChat,
    IReadOnlySet<string> LostSites,
    PoolFailover? Order,
    int Acknowledged,
    int PerSecond,
    int Violations);

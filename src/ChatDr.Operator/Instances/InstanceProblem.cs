namespace ChatDr.Operator.Instances;

/// <summary>Something that only a person can put right.</summary>
/// <param name="Reason">One PascalCase word.</param>
/// <param name="Message">What is wrong, and what would satisfy the operator.</param>
internal sealed record InstanceProblem(string Reason, string Message);

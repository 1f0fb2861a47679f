using System.ComponentModel;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>A test case that takes its reason to be skipped from the class that inherits the fact.</summary>
public sealed class ContractTestCase : XunitTestCase
{
    /// <summary>For xunit's deserializer only.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For xunit's deserializer only.")]
    public ContractTestCase()
    {
    }

    /// <summary>The case of <paramref name="testMethod"/>.</summary>
    public ContractTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod testMethod)
        : base(sink, display, options, testMethod)
    {
    }

    /// <inheritdoc/>
    protected override string GetSkipReason(IAttributeInfo factAttribute)
    {
        var server = TestMethod.TestClass.Class.ToRuntimeType();
        var environment = server.GetCustomAttribute<RequiresEnvironmentAttribute>(inherit: false);
        return environment?.SkipReason ?? WhyWithout(server, environment is not null, factAttribute) ?? base.GetSkipReason(factAttribute);
    }

    private static string? WhyWithout(Type server, bool isReal, IAttributeInfo fact)
    {
        if (fact.GetNamedArgument<string?>(nameof(ContractFactAttribute.Feature)) is not { } feature)
        {
            return null;
        }

        return server.GetCustomAttributes<LacksAttribute>(inherit: false).FirstOrDefault(lack => lack.Feature == feature) is { } without
            ? $"This server has no {feature}: {without.Why}"
            : isReal ? KubeApiServerVersion.WhyNot(feature, fact.GetNamedArgument<string>(nameof(ContractFactAttribute.Since))) : null;
    }
}

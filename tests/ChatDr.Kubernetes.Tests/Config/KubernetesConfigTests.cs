using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.Tests.Config;

public sealed class KubernetesConfigTests
{
    [Fact]
    public void FromKubeconfig_TakesTheCurrentContext()
    {
        var config = KubernetesConfig.FromKubeconfig(Kubeconfig("{token: secret, client-certificate-data: Y2VydA==, client-key-data: a2V5}"));

        config.Server.ShouldBe(new Uri("https://10.0.0.1:6443"));
        config.CertificateAuthority.ShouldBe("authority");
        config.ClientCertificate.ShouldBe("cert");
        config.ClientKey.ShouldBe("key");
        config.Token.ShouldBe("secret");
        config.Namespace.ShouldBe("lab");
    }

    [Fact]
    public void FromKubeconfig_AuthProvider_IsRefusedWithTheWayOut() =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromKubeconfig(Kubeconfig("{auth-provider: {name: oidc}}")))
            .Message.ShouldContain("exec plugin");

    [Fact]
    public void FromKubeconfig_GroupsWithoutAUser_AreRefused_NotIgnored() =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromKubeconfig(Kubeconfig("{as-groups: [admins]}")))
            .Message.ShouldContain("'as' is missing");

    [Theory]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: rm}}", "'exec'")]
    [InlineData("{tokenFile: /etc/shadow}", "'tokenFile'")]
    [InlineData("{client-certificate: a.crt, client-key: a.key}", "'client-certificate'")]
    public void FromSecret_WhatRunsOrReadsHere_IsRefused(string user, string field) =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromSecret(Kubeconfig(user))).Message.ShouldContain(field);

    [Theory]
    [InlineData("server: \"https://10.0.0.1:6443\"", "server: \"https://10.0.0.1:6443\", insecure-skip-tls-verify: true", "'insecure-skip-tls-verify'")]
    [InlineData("certificate-authority-data: YXV0aG9yaXR5", "certificate-authority: /etc/passwd", "'certificate-authority'")]
    [InlineData("https://10.0.0.1:6443", "http://10.0.0.1:6443", "has to be https")]
    public void FromSecret_ClusterThatCannotProveItself_IsRefused(string what, string by, string reason) =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromSecret(Kubeconfig("{token: t}").Replace(what, by, StringComparison.Ordinal)))
            .Message.ShouldContain(reason);

    [Fact]
    public void FromSecret_TokenAndAuthorityAsData_IsTaken() => KubernetesConfig.FromSecret(Kubeconfig("{token: t}")).Token.ShouldBe("t");

    [Fact]
    public void FromKubeconfig_ContextThatIsNotThere_SaysWhichThereAre() =>
        Should.Throw<KubernetesConfigException>(() =>
            KubernetesConfig.FromKubeconfig(Kubeconfig("{}").Replace("current-context: here", "current-context: there", StringComparison.Ordinal)))
            .Message.ShouldBe("The kubeconfig has no context 'there'. It has: here.");

    [Fact]
    public void Load_FilesNamedInTheKubeconfig_AreRelativeToIt()
    {
        var folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "client.crt"), "from file");
            File.WriteAllText(Path.Combine(folder, "config"), Kubeconfig("{client-certificate: client.crt, tokenFile: token}"));

            var config = KubernetesConfig.Load(Path.Combine(folder, "config"));

            config.ClientCertificateFile.ShouldBe(Path.Combine(folder, "client.crt"));
            config.TokenFile.ShouldBe(Path.Combine(folder, "token"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>kubectl's rule: whoever names something first wins, and files that are not there do not count.</summary>
    [Fact]
    public void Files_AreMerged_TheFirstToNameSomethingWins()
    {
        var folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;
        try
        {
            var (first, second, absent) = (Path.Combine(folder, "first"), Path.Combine(folder, "second"), Path.Combine(folder, "absent"));
            File.WriteAllText(first, """
                clusters:
                - {name: c, cluster: {server: "https://first:6443", proxy-url: "http://proxy:3128", tls-server-name: other}}
                contexts:
                - {name: mixed, context: {cluster: c, user: u}}
                """);
            File.WriteAllText(second, Kubeconfig("{token: from-second, as: auditor, as-uid: u-1, as-groups: [one, two], as-user-extra: {scopes: [view]}}")
                .Replace("current-context: here", "current-context: mixed", StringComparison.Ordinal));

            var config = KubeconfigReader.FromPathList(string.Join(Path.PathSeparator, absent, first, second));

            config.Server.ShouldBe(new Uri("https://first:6443"));
            config.Proxy.ShouldBe(new Uri("http://proxy:3128"));
            config.TlsServerName.ShouldBe("other");
            config.CertificateAuthority.ShouldBeNull("a cluster is taken whole, not field by field");
            config.Token.ShouldBe("from-second");
            config.Namespace.ShouldBe("default");
            config.Impersonate!.User.ShouldBe("auditor");
            config.Impersonate.Uid.ShouldBe("u-1");
            config.Impersonate.Groups.ShouldBe(["one", "two"]);
            config.Impersonate.Extra["scopes"].ShouldBe(["view"]);
            Should.Throw<KubernetesConfigException>(() => KubeconfigReader.FromPathList(absent)).Message.ShouldContain(absent);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("10.96.0.1", "443", "https://10.96.0.1/")]
    [InlineData("10.96.0.1", "6443", "https://10.96.0.1:6443/")]
    [InlineData("fd00::1", "6443", "https://[fd00::1]:6443/")]
    public void InCluster_TakesAddressAndServiceAccount(string host, string port, string server)
    {
        var folder = Directory.CreateTempSubdirectory("account-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "namespace"), "chat\n");

            var config = InClusterConfig.Load(host, port, folder);

            config.Server.ToString().ShouldBe(server);
            config.Namespace.ShouldBe("chat");
            config.TokenFile.ShouldBe(Path.Combine(folder, "token"));
            config.CertificateAuthorityFile.ShouldBe(Path.Combine(folder, "ca.crt"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void InCluster_OutsideOfOne_IsRefused()
    {
        Should.Throw<KubernetesConfigException>(() => InClusterConfig.Load(null, null, "/")).Message.ShouldContain("KUBERNETES_SERVICE_HOST");
        Should.Throw<KubernetesConfigException>(() => InClusterConfig.Load("10.96.0.1", "443", "/no-such-folder")).Message.ShouldContain("/no-such-folder");
    }

    private static string Kubeconfig(string user) =>
        $$"""
        apiVersion: v1
        kind: Config
        current-context: here
        clusters:
        - name: c
          cluster: {server: "https://10.0.0.1:6443", certificate-authority-data: YXV0aG9yaXR5}
        users:
        - name: u
          user: {{user}}
        contexts:
        - name: here
          context: {cluster: c, user: u, namespace: lab}
        """;
}

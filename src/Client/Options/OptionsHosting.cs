using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seawall.Client.Config;
using Seawall.Client.FeatureManagement;
using Seawall.Client.Hosting;

namespace Seawall.Client.Options;

/// <summary>The line by which a service joins Seawall with its configuration and everything else.</summary>
public static class OptionsHosting
{
    /// <summary>
    /// Adds all of Seawall to a service: roles, switches, limits, metrics and health; the items of the config center as <see cref="IConfiguration"/>; and the answers of its
    /// switches to Microsoft.FeatureManagement. What the options leave out is read from the section <c>Seawall</c>: <c>Name</c>, <c>Instance</c>, <c>ControlCenter</c>
    /// (addresses), <c>ControlToken</c>, <c>State</c> (folder).
    /// </summary>
    public static WebApplicationBuilder AddSeawall(this WebApplicationBuilder builder, SeawallServiceOptions? options = null)
    {
        options ??= Read(builder.Configuration.GetSection("Seawall"), builder.Environment.ApplicationName);
        builder.Services.AddSeawall(options);
        builder.Services.AddSeawallFeatureManagement();
        var live = (LiveConfig)builder.Services.Last(service => service.ServiceType == typeof(LiveConfig)).ImplementationInstance!;
        ((IConfigurationBuilder)builder.Configuration).Add(new ItemSource(live, options.Instance));
        return builder;
    }

    /// <summary>
    /// Binds options to a section, validated by their data annotations, at start and at every change: a value that is not valid ends the start; later it leaves the former
    /// one in force and is reported with the acknowledgement.
    /// </summary>
    public static OptionsBuilder<T> AddSeawallOptions<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton<IOptionsMonitor<T>, KeptOptions<T>>();
        return services.AddOptions<T>().BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateDataAnnotations().ValidateOnStart();
    }

    private static SeawallServiceOptions Read(IConfigurationSection section, string name) => new()
    {
        Name = section["Name"] ?? name,
        Instance = section["Instance"] ?? section["Name"] ?? name,
        ControlCenter = [.. section.GetSection("ControlCenter").GetChildren().Select(address => new Uri(address.Value!))],
        ControlToken = section["ControlToken"],
        State = section["State"] is { Length: > 0 } folder ? new DirectoryInfo(folder) : null,
    };
}

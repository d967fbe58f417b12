//! What a range of a design is for, and what follows from that alone. Deliberately without the range itself.

use crate::choice;
use crate::engine::rules::{self, RuleId};

choice! {
    /// What a range is for.
    Role {
        /// A subnet of nodes.
        NodeSubnet = "node-subnet",
        /// A subnet of pods.
        PodSubnet = "pod-subnet",
        /// The private range of pods.
        PodCidr = "pod-cidr",
        /// The range of Services.
        ServiceCidr = "service-cidr",
        /// The API server's subnet.
        ApiServerSubnet = "api-server-subnet",
        /// The subnet of Application Gateway for Containers.
        ApplicationGatewaySubnet = "application-gateway-subnet",
        /// A subnet without nodes and pods of the cluster, in which something else is placed.
        OtherSubnet = "other-subnet",
    }
}

impl Role {
    /// The words of a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::NodeSubnet => "node subnet",
            Self::PodSubnet => "pod subnet",
            Self::PodCidr => "pod CIDR",
            Self::ServiceCidr => "service CIDR",
            Self::ApiServerSubnet => "API server subnet",
            Self::ApplicationGatewaySubnet => "application gateway subnet",
            Self::OtherSubnet => "subnet",
        }
    }

    /// The rule that a range of this kind is found too small by.
    pub fn rule(self) -> RuleId {
        match self {
            Self::NodeSubnet => RuleId::PreflightCount,
            Self::PodSubnet => RuleId::DynamicBatch,
            Self::PodCidr => RuleId::NodeBlockPrefix,
            Self::ServiceCidr => RuleId::ServiceAddresses,
            Self::ApiServerSubnet => RuleId::ApiServerAddresses,
            Self::ApplicationGatewaySubnet => RuleId::GatewayForContainersAddresses,
            Self::OtherSubnet => RuleId::SubnetReservedFirst,
        }
    }

    /// Is it a subnet of a VNet, of which Azure keeps addresses? The cluster's own ranges are none.
    pub fn is_subnet(self) -> bool {
        match self {
            Self::NodeSubnet
            | Self::PodSubnet
            | Self::ApiServerSubnet
            | Self::ApplicationGatewaySubnet
            | Self::OtherSubnet => true,
            Self::PodCidr | Self::ServiceCidr => false,
        }
    }

    /// The longest prefix that such a range may have.
    pub fn prefix_max(self) -> u8 {
        match self {
            Self::NodeSubnet | Self::PodSubnet | Self::ApplicationGatewaySubnet | Self::OtherSubnet => {
                rules::prefix(RuleId::SubnetPrefixMax)
            }
            Self::ApiServerSubnet => rules::prefix(RuleId::ApiServerPrefixMax),
            Self::PodCidr => rules::prefix(RuleId::NodeBlockPrefix),
            Self::ServiceCidr => u8::MAX,
        }
    }
}
